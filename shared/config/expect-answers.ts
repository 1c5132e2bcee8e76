/** `expect.answers`: what the DNS must answer. The schema, and what it means as assertions of the domain. */
import { z } from 'zod';
import type { Assertion, Comparison } from '../domain/checks/assertion.ts';
import { effect } from './effect.ts';
import { asList, expecting, oneOrMore, requireKeys, text, wholeNumber } from './fields.ts';

const LONGEST_TEXT = 4096;
const MOST_ANSWERS = 1000;

const answer = oneOrMore(text(LONGEST_TEXT), 'an answer, or a list of answers');
const number = wholeNumber(0, MOST_ANSWERS);
const COUNT_KEYS = ['equals', 'atLeast', 'atMost'] as const;

const countMap = requireKeys(
  z
    .strictObject({
      equals: number.meta({ description: 'Exactly so many.', examples: [2] }),
      atLeast: number.meta({ description: 'So many or more.', examples: [2] }),
      atMost: number.meta({ description: 'So many or fewer.', examples: [4] }),
    })
    .partial(),
  {
    keys: COUNT_KEYS,
    max: COUNT_KEYS.length,
    expected: `one or more of ${COUNT_KEYS.join(', ')}`,
    example: 'count: { atLeast: 2 }',
  },
);

const KEYS = ['contains', 'notContains', 'equals', 'count'];

export const answers = requireKeys(
  z
    .strictObject({
      contains: answer.meta({ description: 'Each of these is among the answers.', examples: ['10 mail.example.org'] }),
      notContains: answer.meta({ description: 'None of these is among the answers.', examples: ['192.0.2.9'] }),
      equals: answer.meta({
        description: 'The answers are exactly these, in any order.',
        examples: [['192.0.2.1', '192.0.2.2']],
      }),
      count: z
        .union([number, countMap], { error: expecting('a number, or a comparison such as { atLeast: 2 }') })
        .meta({ description: 'How many answers there are.', examples: [2, { atLeast: 2 }] }),
      effect,
    })
    .partial(),
  {
    keys: KEYS,
    max: KEYS.length,
    expected: `one or more of ${KEYS.join(', ')}`,
    example: 'answers: { contains: 192.0.2.1 }',
  },
);

type Input = z.infer<typeof answers>;

export function answersAssertions(input: Input | undefined): Assertion[] {
  if (!input) return [];
  const about = { effect: input.effect ?? 'down', subject: 'answers' } as const;
  const parts = (op: 'contains' | 'notContains'): Assertion[] =>
    asList(input[op]).map((part) => ({ ...about, op, text: part }));
  return [
    ...(input.equals === undefined ? [] : [{ ...about, op: 'equals' as const, texts: asList(input.equals) }]),
    ...parts('contains'),
    ...parts('notContains'),
    ...comparisonsOf(input.count).map((comparison) => ({ ...about, op: 'count' as const, comparison })),
  ];
}

function comparisonsOf(count: Input['count']): Comparison[] {
  if (count === undefined) return [];
  if (typeof count === 'number') return [{ op: 'equals', value: count }];
  return COUNT_KEYS.flatMap((op) => (count[op] === undefined ? [] : [{ op, value: count[op] }]));
}
