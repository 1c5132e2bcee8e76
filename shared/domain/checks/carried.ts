/**
 * Values that one step of a flow carries to later ones. A text of a later step names them, and is filled in when its
 * turn has come. They are secrets, like those of `references.ts`, that only the target knows beforehand.
 */

/** What a carried value may be called: what is also a variable of a shell, so that a step can be repeated by hand. */
export const CARRIED_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** One mention: `${step:token}`. Its first group is the name. It has neither flags nor anchors, so it can be built upon. */
export const CARRIED = /\$\{step:([A-Za-z_][A-Za-z0-9_]{0,63})\}/;

const everyMention = (): RegExp => new RegExp(CARRIED, 'g');

/** Names that a text mentions, each once, in order. */
export function carriedIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(everyMention()), (match) => match[1] ?? ''))];
}

/** The text with every mention replaced by `write` of its name, once: what is written is not looked into. */
export const fillCarried = (text: string, write: (name: string) => string): string =>
  text.replace(everyMention(), (_, name: string) => write(name));
