/** Regular expressions of a file: refused here where the engine that runs them would refuse them, or take too long. */
import { RE2JS } from 're2js';
import { z } from 'zod';
import { expecting, report } from './fields.ts';
import { quoted, type Telling } from './problem.ts';

const LONGEST_PATTERN = 500;
/** Instructions that a pattern compiles to; `a{1000}` is a thousand. */
const LARGEST_PATTERN = 1000;

const EXPECTED = `a regular expression in the syntax of RE2, at most ${LONGEST_PATTERN} characters`;
const EXAMPLE = String.raw`matches: 'version 2\.\d+'`;

/** Look-around, back references and the like: what makes other engines take for ever. */
const UNSUPPORTED =
  /^(invalid or unsupported Perl syntax|invalid named capture: `\(\?<[=!]|invalid escape sequence: `\\[1-9])/;

export const pattern = z
  .string({ error: expecting(EXPECTED, EXAMPLE) })
  .min(1, { error: expecting(EXPECTED, EXAMPLE) })
  .max(LONGEST_PATTERN, { error: expecting(EXPECTED, EXAMPLE) })
  .superRefine((text, context) => {
    const flaw = patternFlaw(text);
    if (flaw) report(context, flaw);
  });

function patternFlaw(text: string): Telling | undefined {
  const telling = (message: string): Telling => ({ message, expected: EXPECTED, example: EXAMPLE });
  try {
    const size = RE2JS.compile(text).programSize();
    return size > LARGEST_PATTERN ? telling(`${quoted(text)} repeats too much to be tried in time`) : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : '';
    if (UNSUPPORTED.test(reason)) {
      return telling(`${quoted(text)} has look-around or a back reference, which no engine can try in time`);
    }
    return telling(`${quoted(text)} is not a valid pattern: ${reason.replaceAll('`', '"')}`);
  }
}
