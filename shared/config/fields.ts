/**
 * The small schemas that the large ones are made of. zod carries one text for each issue; ours carries what is wrong,
 * what was expected and an example, so the text is a `Telling` written as JSON, and `schema-flaws.ts` reads it back.
 */
import { z } from 'zod';
import { DURATION, meantDuration, parseDuration, writeDuration } from './duration.ts';
import { quoted, type Telling } from './problem.ts';

/** Only what was expected; what was found is said by whoever reads it back. */
export const expecting = (expected: string, example?: string): string => JSON.stringify({ expected, example });
export const telling = (what: Reportable): string => JSON.stringify(what);

/** Runs a check also where other parts of the value are wrong, so that all problems come at once. */
export const EVEN_IF_FLAWED = { when: () => true };

/** `isConcealed`: the last key of the path may be a secret that lost its own key, and is not shown. */
export type Reportable = Telling & { readonly isConcealed?: boolean };

/** Adds a problem at the value being checked, or at a path below it. */
export function report(
  context: z.RefinementCtx,
  what: Telling & { readonly isConcealed?: boolean },
  path: (string | number)[] = [],
): void {
  context.addIssue({ code: 'custom', message: telling(what), path });
}

/** A token of RFC 9110. */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

export const id = z
  .string({ error: expecting('text of lower-case letters, digits and hyphens') })
  .regex(ID, { error: expecting('lower-case letters, digits and hyphens, at most 64 of them, no hyphen first') });

/** One line of text for people, counted in code points. */
export function line(maxLength: number) {
  const expected = `text on one line, at most ${maxLength} characters`;
  return z
    .string({ error: expecting(expected) })
    .superRefine((text, context) => {
      if (text.trim() === '') return report(context, { message: 'the text is empty', expected });
      if (/\p{Cc}/u.test(text)) return report(context, { message: 'the text holds control characters', expected });
      const length = [...text].length;
      if (length > maxLength) report(context, { message: `the text has ${length} characters`, expected });
    })
    .meta({ minLength: 1, maxLength });
}

/** Text of any shape, up to a length. */
export function text(maxLength: number) {
  const expected = `text of 1 to ${maxLength.toLocaleString('en-GB')} characters`;
  return z
    .string({ error: expecting(`${expected}; put numbers in quotes`) })
    .min(1, { error: expecting(expected) })
    .max(maxLength, { error: expecting(expected) });
}

export function wholeNumber(from: number, to: number) {
  const error = expecting(`a whole number from ${from} to ${to}`);
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

export const flag = () => z.boolean({ error: expecting('true or false') });

/** A duration between two others; stays text until the fleet is built. */
export function duration(from: string, to: string) {
  const expected = `a number and a unit (ms, s, m, h or d), from ${from} to ${to}`;
  const notADuration = (value: unknown): string => {
    if (value === undefined) return expecting(expected);
    const shown = typeof value === 'string' ? quoted(value) : typeof value === 'number' ? String(value) : undefined;
    if (shown === undefined) return expecting(expected);
    const meant = meantDuration(value);
    const isBare = /^"?[\d.]+"?$/.test(shown);
    const fault = isBare ? `${shown} has no unit` : `${shown} is not a duration`;
    return telling({ message: meant === undefined ? fault : `${fault}; write ${meant}`, expected });
  };
  return z
    .string({ error: (issue) => notADuration(issue.input) })
    .regex(DURATION, { error: (issue) => notADuration(issue.input), abort: true })
    .superRefine((value, context) => {
      const ms = parseDuration(value);
      if (ms === undefined)
        return report(context, { message: `${value} is no whole number of milliseconds`, expected });
      const isInside = ms >= (parseDuration(from) ?? 0) && ms <= (parseDuration(to) ?? 0);
      if (!isInside) report(context, { message: `${writeDuration(ms)} is out of range`, expected });
    });
}

/** One, or a list of some. */
export const oneOrMore = <T extends z.ZodType>(item: T, expected: string) =>
  z.union([item, z.array(item, { error: expecting(expected) }).min(1, { error: expecting(expected) })], {
    error: expecting(expected),
  });

/** The same as a list, whichever way it was written. */
export const asList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** For the JSON Schema: at least one of these keys is there. */
export const anyOfKeys = (...keys: readonly string[]) => keys.map((key) => ({ required: [key] }));

interface Presence {
  readonly keys: readonly string[];
  readonly max: number;
  readonly none?: string;
  readonly many?: string;
  readonly expected: string;
  readonly example: string;
}

/**
 * At least one of some keys, and at most so many. Says nothing where an unknown key was found as well: that is the cause, and
 * this would only be its echo.
 */
export function requireKeys<T extends z.ZodType>(schema: T, presence: Presence): T {
  const inJsonSchema = presence.max === 1 ? 'oneOf' : 'anyOf';
  const checked = schema.superRefine(
    (value, context) => {
      const { expected, example } = presence;
      const present = presence.keys.filter((key) => Object.hasOwn(Object(value), key));
      if (present.length === 0) {
        report(context, {
          message: presence.none ?? `none of ${presence.keys.join(', ')} is given`,
          expected,
          example,
        });
      }
      if (present.length > presence.max) {
        const message = presence.many ?? `${present.join(' and ')} exclude each other`;
        report(context, { message, expected, example });
      }
    },
    {
      when: ({ value, issues }) =>
        typeof value === 'object' && value !== null && !issues.some((issue) => issue.code === 'unrecognized_keys'),
    },
  );
  return checked.meta({ [inJsonSchema]: anyOfKeys(...presence.keys) });
}
