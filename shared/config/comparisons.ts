/** Comparisons with a header, a value of a JSON body or a number: the schemas, and what they mean in the domain. */
import { z } from 'zod';
import type { Comparison, Effect } from '../domain/checks/assertion.ts';
import { JSON_TYPES, type JsonComparison } from '../domain/checks/json-comparison.ts';
import { effect } from './effect.ts';
import { expecting, flag, requireKeys, text, wholeNumber } from './fields.ts';
import { pattern } from './pattern.ts';

export const LONGEST_TEXT = 4096;
const LARGEST_COUNT = 1_000_000;

export const number = z.number({ error: expecting('a number') });
const scalar = z.union([z.string().max(LONGEST_TEXT), z.number(), z.boolean(), z.null()], {
  error: expecting('text, a number, true, false or null'),
});

const ORDER = {
  atLeast: number.meta({ description: 'Is this number or a larger one.', examples: [15] }),
  atMost: number.meta({ description: 'Is this number or a smaller one.', examples: [100] }),
  greaterThan: number.meta({ description: 'Is a larger number.', examples: [0] }),
  lessThan: number.meta({ description: 'Is a smaller number.', examples: [1000] }),
};

const EXISTS = {
  exists: flag().meta({ description: 'Is there at all; false: is not there.', examples: [true] }),
};

const OPERATIONS = {
  equals: scalar.meta({ description: 'Is exactly this.', examples: ['ok'] }),
  not: scalar.meta({ description: 'Is anything but this.', examples: ['error'] }),
  ...ORDER,
  contains: text(LONGEST_TEXT).meta({
    description: 'Is text with this in it, or a list with this element.',
    examples: ['healthy'],
  }),
  notContains: text(LONGEST_TEXT).meta({
    description: 'Is text without this in it, or a list without this element.',
    examples: ['error'],
  }),
  matches: pattern.meta({
    description: 'Is text in which this regular expression (RE2) finds something.',
    examples: ['^2\\.\\d+'],
  }),
  notMatches: pattern.meta({
    description: 'Is text in which this regular expression (RE2) finds nothing.',
    examples: ['(?i)error'],
  }),
  ...EXISTS,
};

const COUNT_OPERATIONS = {
  equals: wholeNumber(0, LARGEST_COUNT).meta({ description: 'Exactly so many.', examples: [2] }),
  atLeast: wholeNumber(0, LARGEST_COUNT).meta({ description: 'So many or more.', examples: [2] }),
  atMost: wholeNumber(0, LARGEST_COUNT).meta({ description: 'So many or fewer.', examples: [4] }),
};

const NUMBER_OPERATIONS = {
  equals: number.meta({ description: 'Is exactly this number.', examples: [1] }),
  not: number.meta({ description: 'Is any other number.', examples: [0] }),
  ...ORDER,
  ...EXISTS,
};

/** The maps of all comparisons look alike: one or more operations. */
export function operationMap<T extends z.ZodRawShape>(operations: T, example: string, more: string[] = []) {
  const keys = [...Object.keys(operations), ...more];
  return {
    keys,
    max: keys.length,
    none: 'the comparison compares with nothing',
    expected: `one or more of ${keys.join(', ')}`,
    example,
  };
}

const SUCH_AS = 'a value that is to be equal, or a comparison such as { atLeast: 15 }';

export const comparison = z.union(
  [
    scalar,
    requireKeys(z.strictObject({ ...OPERATIONS, effect }).partial(), operationMap(OPERATIONS, '{ atLeast: 15 }')),
  ],
  { error: expecting(SUCH_AS) },
);

const count = z
  .union(
    [
      wholeNumber(0, LARGEST_COUNT),
      requireKeys(z.strictObject(COUNT_OPERATIONS).partial(), operationMap(COUNT_OPERATIONS, 'count: { atLeast: 2 }')),
    ],
    { error: expecting('a number, or a comparison such as { atLeast: 2 }') },
  )
  .meta({
    description: 'How many values the path selects or, if it can select only one, how many elements that list has.',
    examples: [{ atLeast: 2 }, 3],
  });

const JSON_OPERATIONS = {
  ...OPERATIONS,
  type: z
    .enum(JSON_TYPES, { error: expecting(`one of ${JSON_TYPES.join(', ')}`) })
    .meta({ description: 'Is of this type.', examples: ['array'] }),
  count,
};

export const jsonComparison = z.union(
  [
    scalar,
    requireKeys(
      z.strictObject({ ...JSON_OPERATIONS, effect }).partial(),
      operationMap(JSON_OPERATIONS, '{ atLeast: 15 }'),
    ),
  ],
  { error: expecting(SUCH_AS) },
);

export const NUMBERS = NUMBER_OPERATIONS;

type Scalar = string | number | boolean | null;
type Operations = Partial<Record<keyof typeof OPERATIONS, unknown>> & { readonly effect?: Effect | undefined };

export interface Meant<C = Comparison> {
  readonly effect: Effect;
  readonly comparison: C;
}

const OP_OF_KEY: Readonly<Record<keyof typeof OPERATIONS, Comparison['op']>> = {
  equals: 'equals',
  not: 'notEquals',
  atLeast: 'atLeast',
  atMost: 'atMost',
  greaterThan: 'greaterThan',
  lessThan: 'lessThan',
  contains: 'contains',
  notContains: 'notContains',
  matches: 'matches',
  notMatches: 'notMatches',
  exists: 'exists',
};

const OPERATION_KEYS = Object.keys(OP_OF_KEY) as (keyof typeof OPERATIONS)[];

/** A value alone is to be equal. */
export function comparisonsOf(input: Scalar | Operations): Meant[] {
  if (typeof input !== 'object' || input === null) {
    return [{ effect: 'down', comparison: { op: 'equals', value: input } }];
  }
  return OPERATION_KEYS.filter((key) => input[key] !== undefined).map((key) => ({
    effect: input.effect ?? 'down',
    // The schema pairs each operation with its type of value.
    comparison: { op: OP_OF_KEY[key], value: input[key] } as Comparison,
  }));
}

type JsonInput = z.infer<typeof jsonComparison>;

/** `isSingular`: the path selects one value at most, so what can be counted are the elements of that value. */
export function jsonComparisonsOf(input: JsonInput, isSingular: () => boolean): Meant<JsonComparison>[] {
  const common = comparisonsOf(input);
  if (typeof input !== 'object' || input === null) return common;
  const effect = input.effect ?? 'down';
  const { type, count } = input;
  const counts = count === undefined ? [] : comparisonsOf(count);
  return [
    ...common,
    ...(type === undefined ? [] : [{ effect, comparison: { op: 'type' as const, value: type } }]),
    ...counts.map(({ comparison }) => ({
      effect,
      comparison: { op: 'count' as const, of: isSingular() ? ('elements' as const) : ('values' as const), comparison },
    })),
  ];
}
