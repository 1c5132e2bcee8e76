/** `expect.metrics`: values of Prometheus text. The schema, and what it means as assertions of the domain. */
import { z } from 'zod';
import type { Assertion, Comparison } from '../domain/checks/assertion.ts';
import { parseSelector } from '../domain/checks/metric-selector.ts';
import { plainText } from '../domain/messages/plain-text.ts';
import { comparisonsOf, NUMBERS, number, operationMap } from './comparisons.ts';
import { parseDuration } from './duration.ts';
import { effect } from './effect.ts';
import { duration, expecting, report, requireKeys } from './fields.ts';
import type { Telling } from './problem.ts';

const LONGEST_SHOWN = 80;
const AGE_KEYS = ['atMost', 'atLeast'] as const;

const age = requireKeys(
  z
    .strictObject({
      atMost: duration('1s', '3650d').meta({ description: 'So old or younger.', examples: ['26h'] }),
      atLeast: duration('1s', '3650d').meta({ description: 'So old or older.', examples: ['10m'] }),
    })
    .partial(),
  { keys: AGE_KEYS, max: 2, expected: 'atMost, atLeast or both', example: 'age: { atMost: 26h }' },
).meta({
  description: 'How long ago the instant is that the value names, in seconds since 1970.',
  examples: [{ atMost: '26h' }],
});

const OPERATIONS = { ...NUMBERS, age };

const metric = z.union(
  [
    number,
    requireKeys(z.strictObject({ ...OPERATIONS, effect }).partial(), operationMap(OPERATIONS, '{ atMost: 100 }')),
  ],
  { error: expecting('a number that is to be equal, or a comparison such as { atMost: 100 }') },
);

const selector = z.string().superRefine((text, context) => {
  const flaw = selectorFlaw(text);
  if (flaw) report(context, flaw);
});

const EXPECTED = 'the name of a metric, with labels in braces if need be, and no comparison';
const EXAMPLE = `'queue_depth{queue="mail"}': { atMost: 100 }`;

function selectorFlaw(text: string): Telling | undefined {
  if (parseSelector(text)) return undefined;
  const message = `'${plainText(text, LONGEST_SHOWN)}' selects no metric${hint(text)}`;
  return { message, expected: EXPECTED, example: EXAMPLE };
}

function hint(text: string): string {
  const inQuotes = text.replace(/=\s*([^",{}\s~]+)\s*(?=[,}])/g, '="$1"');
  if (inQuotes !== text && parseSelector(inQuotes)) return `; did you mean '${inQuotes}'?`;
  if (/[=!]~/.test(text)) return '; labels are compared with = and != only';
  return /[<>]|==|\}\s*!?=/.test(text) ? '; the comparison stands after the colon' : '';
}

export const metrics = z.record(selector, metric, {
  error: expecting('metrics, each with a comparison', `metrics: { ${EXAMPLE} }`),
});

type Input = z.infer<typeof metrics>;

export function metricAssertions(input: Input | undefined): Assertion[] {
  return Object.entries(input ?? {}).flatMap(([selector, compared]): Assertion[] => {
    const values = comparisonsOf(compared).map((meant) => ({
      ...meant,
      subject: 'metric' as const,
      selector,
      of: 'value' as const,
    }));
    if (typeof compared !== 'object' || compared.age === undefined) return values;
    const effect = compared.effect ?? 'down';
    const ages = agesOf(compared.age).map((comparison) => ({
      effect,
      subject: 'metric' as const,
      selector,
      of: 'age' as const,
      comparison,
    }));
    return [...values, ...ages];
  });
}

const agesOf = (limits: z.infer<typeof age>): Comparison[] =>
  AGE_KEYS.flatMap((op) => {
    const value = parseDuration(limits[op] ?? '');
    return value === undefined ? [] : [{ op, value }];
  });
