/**
 * Secrets by reference. A text of the configuration names where a secret is kept, and is filled in just before a probe
 * or a message needs it. Functions in AWS load this file, so it stands on nothing but the domain.
 */
import { SecretMissing } from '../domain/errors.ts';

/**
 * One reference: `${env:NAME}`, `${ssm:/path}`, `${secret:name}` or `${secret:name#key}`. Its first group is what is
 * between the braces. It has neither flags nor anchors, so it can be tested and built upon.
 */
export const REFERENCE =
  /\$\{(env:[A-Za-z_][A-Za-z0-9_]*|ssm:\/[A-Za-z0-9_./-]+|secret:[A-Za-z0-9/_+=.@-]+(?:#[A-Za-z0-9_.-]+)?)\}/;

const everyReference = (): RegExp => new RegExp(REFERENCE, 'g');

/** References of a text such as `env:NAME`, each once, in order. A whole fleet may be given as its JSON. */
export function referencesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(everyReference()), (match) => match[1] ?? ''))];
}

/** The text with every reference replaced by its value, once: values are not looked into. Throws `SecretMissing`. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(everyReference(), (_, reference: string) => {
    const value = values.get(reference);
    if (value === undefined) throw new SecretMissing(`No value was read for the secret reference ${reference}.`);
    return value;
  });
}
