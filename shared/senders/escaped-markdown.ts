/** Text that Markdown shows as it is: a backslash before whatever could mean something. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

export const escapedMarkdown = (text: string): string => text.replace(PUNCTUATION, '\\$&');
