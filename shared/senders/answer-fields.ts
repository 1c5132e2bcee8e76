/** What a service answered in JSON. */

/** No fields where the text is no JSON object. */
export function answerFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  } catch {
    return {};
  }
}

/** The first of these that is a text, or a list of texts. */
export function firstText(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value) && value.length > 0) return value.filter((one) => typeof one === 'string').join('; ');
  }
  return undefined;
}
