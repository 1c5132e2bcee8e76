/** The URL of a chat service: whoever has it can write there, so it is a secret itself and never written out. */
import { REFERENCE } from '../../domain/checks/references.ts';
import { report, text } from '../fields.ts';
import { malformedReference } from '../literal-secrets.ts';
import type { Telling } from '../problem.ts';
import { urlFlaw } from '../url.ts';

const LONGEST_URL = 2048;

/** `name` is that of the variable in the example: `SLACK_URL`. */
export const secretUrl = (name: string) =>
  text(LONGEST_URL).superRefine((url, context) => {
    const flaw = secretUrlFlaw(url, name);
    if (flaw) report(context, flaw);
  });

function secretUrlFlaw(url: string, name: string): Telling | undefined {
  const expected = `a reference to the URL, such as \${env:${name}}`;
  const malformed = malformedReference(url);
  if (malformed) return { message: malformed.message, expected };
  if (REFERENCE.test(url)) return urlFlaw(url);
  const message = 'whoever has this URL can write there, and it is written out; keep it elsewhere and refer to it';
  return { message, expected };
}
