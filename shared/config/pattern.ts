/** Regular expressions of a file: refused here where the engine that runs them would refuse them, or take too long. */
import { RE2JS } from 're2js';
import { z } from 'zod';
import { plainText } from '../domain/messages/plain-text.ts';
import { expecting, report } from './fields.ts';
import type { Telling } from './problem.ts';

const LONGEST_PATTERN = 500;
/** Instructions that a pattern compiles to; `a{1000}` is a thousand. */
const LARGEST_PATTERN = 1000;
const LONGEST_SHOWN = 80;

const EXPECTED = `a regular expression in the syntax of RE2, at most ${LONGEST_PATTERN} characters`;
const EXAMPLE = String.raw`matches: 'version 2\.\d+'`;

/** What would make an engine that has it take for ever. */
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

const ONE_GROUP = 'a regular expression with one group, whose brackets stand around the value';

/** A pattern that takes something out of a text. */
export const groupPattern = pattern.superRefine((text, context) => {
  const count = groupCount(text);
  if (count === undefined || count === 1) return;
  const message = `/${plainText(text, LONGEST_SHOWN)}/ has ${count === 0 ? 'no group' : `${count} groups; (?:…) makes none`}`;
  report(context, { message, expected: ONE_GROUP, example: `body: 'name="csrf" value="([^"]+)"'` });
});

/** Undefined for what is no pattern at all, which is told elsewhere. */
function groupCount(text: string): number | undefined {
  try {
    return RE2JS.compile(text).groupCount();
  } catch {
    return undefined;
  }
}

function patternFlaw(text: string): Telling | undefined {
  const reason = reasonAgainst(text);
  return reason === undefined
    ? undefined
    : { message: `/${plainText(text, LONGEST_SHOWN)}/ ${reason}`, expected: EXPECTED, example: EXAMPLE };
}

function reasonAgainst(text: string): string | undefined {
  const repeatsTooMuch = 'repeats too much to be tried in time';
  try {
    return RE2JS.compile(text).programSize() > LARGEST_PATTERN ? repeatsTooMuch : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : '';
    if (/^invalid repeat count/.test(reason)) return repeatsTooMuch;
    if (UNSUPPORTED.test(reason)) return 'has look-around or a back reference, which are not supported';
    return `is not a valid pattern: ${reason.replace(`: \`${text}\``, '').replaceAll('`', '"')}`;
  }
}
