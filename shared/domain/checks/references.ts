/**
 * Secrets by reference. A text of the configuration names where a secret is kept, and is filled in just before a probe
 * or a message needs it.
 */
import { SecretMissing } from '../errors.ts';

/**
 * One reference: `${env:NAME}`, `${ssm:/path}`, `${secret:name}` or `${secret:name#key}`. Its first group is what is
 * between the braces. It has neither flags nor anchors, so it can be tested and built upon.
 */
export const REFERENCE =
  /\$\{(env:[A-Za-z_][A-Za-z0-9_]*|ssm:\/[A-Za-z0-9_./-]+|secret:[A-Za-z0-9/_+=.@-]+(?:#[A-Za-z0-9_.-]+)?)\}/;

const everyReference = (): RegExp => new RegExp(REFERENCE, 'g');

/** References of a text such as `env:NAME`, each once, in order. A whole fleet may be given as its JSON. */
export function referencesIn(text: string): string[] {
  // Most texts hold none, and every check of every monitor asks.
  if (!text.includes('${')) return [];
  return [...new Set(Array.from(text.matchAll(everyReference()), (match) => match[1] ?? ''))];
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The value of every reference in a text, by reference. Rejects as `read` does, with the first that has no value. */
export async function valuesIn(
  text: string,
  read: (reference: string) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  const references = referencesIn(text);
  if (references.length === 0) return NONE;
  const values = await Promise.all(references.map(read));
  return new Map(references.map((reference, index) => [reference, values[index] ?? '']));
}

/** The text with every reference replaced by its value, once: values are not looked into. Throws `SecretMissing`. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(everyReference(), (_, reference: string) => {
    const value = values.get(reference);
    if (value === undefined) throw new SecretMissing(`No value was read for the secret reference ${reference}.`);
    return value;
  });
}
