/** Where secrets belong, and the refusal to take them literally. None of these messages repeats what was written. */
import { z } from 'zod';
import { CARRIED } from '../domain/checks/carried.ts';
import { REFERENCE } from '../domain/checks/references.ts';
import { expecting, report } from './fields.ts';
import type { Telling } from './problem.ts';

/** Stands where a reference was while the rest of a text is checked. Fit for a host name, a path and a query. */
export const PLACEHOLDER = 'nightjar-reference';

/** Whatever is filled in when its time has come: a secret, or a value that a step of a flow carries to a later one. */
const FILLED_IN = `(?:${REFERENCE.source}|${CARRIED.source})`;

const REFERENCE_FORMS = 'a reference: ${env:NAME}, ${ssm:/path}, ${secret:name} or ${secret:name#key}';
const MALFORMED: Telling = {
  message: 'this is not a valid secret reference',
  expected: REFERENCE_FORMS,
  example: '"${env:TOKEN}"',
};

const MALFORMED_MENTION: Telling = {
  message: 'this is not a valid mention of a carried value',
  expected: '${step:name}, with a name that an earlier step of the flow carries',
  example: '"Bearer ${step:token}"',
};

const SECRET_NAMES = /token|secret|api[-_]?key|passw(or)?d|passphrase|credential/i;
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);
const SECRET_PARAMETERS: ReadonlySet<string> = new Set(['key', 'sig', 'signature', 'auth', 'jwt', 'pwd']);

export const isSecretHeader = (name: string): boolean =>
  SECRET_HEADERS.has(name.toLowerCase()) || SECRET_NAMES.test(name);

export const isSecretParameter = (name: string): boolean =>
  SECRET_PARAMETERS.has(name.toLowerCase()) || SECRET_NAMES.test(name);

/** The text with a placeholder for each reference. */
export const withoutReferences = (text: string): string =>
  text
    // After a colon it is a port, unless the colon is that of a scheme or of user information.
    .replace(new RegExp(`(?<=//[^/?#@]*:)${FILLED_IN}(?![^/?#]*@)`, 'g'), '1')
    .replace(new RegExp(FILLED_IN, 'g'), PLACEHOLDER);

/** The text with a placeholder for each secret; mentions of carried values stay. */
export const withoutSecrets = (text: string): string => text.replace(new RegExp(REFERENCE, 'g'), PLACEHOLDER);

/** A `${…}` that is not a reference, whatever its author meant by it. */
export function malformedReference(text: string, isAlwaysMeant = true): Telling | undefined {
  const rest = withoutReferences(text);
  if (/\$\{\s*step\b/i.test(rest)) return MALFORMED_MENTION;
  const isMalformed = isAlwaysMeant ? rest.includes('${') : /\$\{\s*(env|ssm|secret)\b/i.test(rest);
  return isMalformed ? MALFORMED : undefined;
}

/** A text that must be one reference and nothing else. `what` begins the message: "the password". */
export function secret(what: string) {
  return z.string({ error: expecting(REFERENCE_FORMS) }).superRefine((text, context) => {
    if (new RegExp(`^${FILLED_IN}$`).test(text)) return;
    const message = looksLikeReference(text)
      ? MALFORMED.message
      : `${what} is written out; keep the secret elsewhere and refer to it`;
    report(context, { message, expected: REFERENCE_FORMS });
  });
}

/** For a header whose name says that it carries a secret: some part of it must be a reference. */
export function literalHeader(name: string, value: string): Telling | undefined {
  const malformed = malformedReference(value) ?? shellVariable(value);
  if (malformed) return malformed;
  if (!isSecretHeader(name) || new RegExp(FILLED_IN).test(value) || value === '') return undefined;
  return {
    message: 'the header carries a secret, and it is written out; keep the secret elsewhere and refer to it',
    expected: REFERENCE_FORMS,
    example: `${name}: "${/^authorization$/i.test(name) ? 'Bearer ' : ''}\${env:TOKEN}"`,
  };
}

const looksLikeReference = (text: string): boolean => text.includes('${') || /^\$\w+$/.test(text);

const shellVariable = (text: string): Telling | undefined => (/^(\w+ )?\$\w+$/.test(text) ? MALFORMED : undefined);
