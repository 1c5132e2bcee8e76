/** The kind `flow`: HTTP requests one after the other, with values carried from one to the next. */
import { z } from 'zod';
import { CARRIED_NAME } from '../../domain/checks/carried.ts';
import type { Carried, FlowStep, FlowTarget } from '../../domain/checks/target.ts';
import { assertionsOf, expectation } from '../expectations.ts';
import { expecting, flag, HEADER_NAME, line, requireKeys, telling } from '../fields.ts';
import { jsonPath } from '../json-path.ts';
import { groupPattern } from '../pattern.ts';
import { check, unusedValues, warningsOfSteps } from './flow-flaws.ts';
import { http } from './http.ts';
import type { Kind } from './kind.ts';

const MOST_STEPS = 10;
const MOST_FINAL_STEPS = 5;
const LONGEST_NAME = 60;
const STEP = '- { name: log in, http: "https://example.org/login" }';

const named = z.string({ error: expecting('a name') }).regex(HEADER_NAME, {
  error: telling({ message: 'this is not a valid name', expected: 'letters, digits and hyphens' }),
});

const SOURCES = ['json', 'header', 'cookie', 'body'] as const;

const carried = requireKeys(
  z
    .strictObject({
      json: jsonPath.meta({
        description: 'A JSONPath that selects one text, number, true or false.',
        examples: ['$.access_token'],
      }),
      header: named.meta({ description: 'The name of a header of the answer.', examples: ['location'] }),
      cookie: named.meta({ description: 'The name of a cookie that was set.', examples: ['session'] }),
      body: groupPattern.meta({
        description: 'A regular expression (RE2); what its one group finds in the body is carried.',
        examples: ['name="csrf" value="([^"]+)"'],
      }),
      matching: groupPattern.meta({
        description: 'A regular expression (RE2); only what its one group finds in the value is carried.',
        examples: ['/orders/([0-9]+)$'],
      }),
    })
    .partial(),
  {
    keys: SOURCES,
    max: 1,
    none: 'nothing says where the value is',
    expected: `one of ${SOURCES.join(', ')}`,
    example: 'token: { json: $.access_token }',
  },
);

const carry = z
  .record(
    z.string().regex(CARRIED_NAME, {
      error: telling({
        message: 'this is not a valid name',
        expected: 'letters, digits and underscores, no digit first',
      }),
    }),
    carried,
    { error: expecting('names, each with where its value is') },
  )
  .meta({
    description: 'Values of the answer that later steps mention as ${step:name}.',
    examples: [{ token: { json: '$.access_token' } }],
  });

/** Whatever can be expected of a monitor of the kind http. */
const stepExpectation = expectation.pick({
  status: true,
  headers: true,
  body: true,
  json: true,
  metrics: true,
  responseTime: true,
  phases: true,
  certificate: true,
  tlsVersion: true,
} satisfies Record<(typeof http.expects)[number], true>);

const common = {
  name: line(LONGEST_NAME).meta({
    description: 'What messages call the step. Unique in the flow.',
    examples: ['log in'],
  }),
  http: http.schema.meta({
    description: 'What to ask, as for a monitor of the kind http. May mention what earlier steps carry: ${step:name}.',
    examples: [{ url: 'https://example.org/me', headers: { Authorization: 'Bearer ${step:token}' } }],
  }),
  expect: stepExpectation.optional().meta({
    description: 'What the answer must be like. A status of 200-299 unless another is given.',
    examples: [{ status: 200 }],
  }),
};

const STEPS_EXPECTED = `a list of 1 to ${MOST_STEPS} steps`;
const FINALLY_EXPECTED = `a list of 1 to ${MOST_FINAL_STEPS} steps`;

const tooMany = (list: unknown, expected: string): string =>
  telling({ message: `the list has ${Array.isArray(list) ? list.length : 'too many'} steps`, expected });

const schema = z
  .strictObject({
    steps: z
      .array(z.strictObject({ ...common, carry: carry.optional() }, { error: expecting('a step', STEP) }), {
        error: expecting(STEPS_EXPECTED, `steps: [${STEP.slice(2)}]`),
      })
      .min(1, { error: expecting(STEPS_EXPECTED, `steps: [${STEP.slice(2)}]`) })
      .max(MOST_STEPS, { error: ({ input }) => tooMany(input, STEPS_EXPECTED) })
      .meta({
        description: 'Taken in order, until one fails.',
        examples: [[{ name: 'log in', http: 'https://example.org/login' }]],
      }),
    finally: z
      .array(
        z.strictObject(
          {
            ...common,
            decides: flag()
              .optional()
              .meta({
                description: 'Whether the flow is down when this step is. Default false.',
                examples: [true],
                default: false,
              }),
          },
          { error: expecting('a step', STEP) },
        ),
        { error: expecting(FINALLY_EXPECTED, `finally: [${STEP.slice(2)}]`) },
      )
      .min(1, { error: expecting(FINALLY_EXPECTED) })
      .max(MOST_FINAL_STEPS, { error: ({ input }) => tooMany(input, FINALLY_EXPECTED) })
      .optional()
      .meta({
        description: 'Taken at the end whatever became of the steps, if what they mention was carried.',
        examples: [[{ name: 'log out', http: 'https://example.org/logout' }]],
      }),
  })
  .meta({
    description: 'HTTP requests one after the other, with values carried from one to the next.',
    examples: [
      {
        steps: [
          { name: 'log in', http: 'https://example.org/login', carry: { token: { json: '$.access_token' } } },
          {
            name: 'use the token',
            http: { url: 'https://example.org/me', headers: { Authorization: 'Bearer ${step:token}' } },
          },
        ],
      },
    ],
  });

export type FlowInput = z.infer<typeof schema>;

type StepInput = FlowInput['steps'][number];

const toTarget = (input: FlowInput): FlowTarget => ({
  kind: 'flow',
  steps: input.steps.map(toStep),
  finally: (input.finally ?? []).map((step) => ({ ...toStep(step), decides: step.decides ?? false })),
});

const toStep = ({ name, http: asked, expect, carry }: StepInput): FlowStep => ({
  name,
  http: http.toTarget(asked),
  assertions: assertionsOf({ ...http.expectedAnyway, ...expect }),
  carry: Object.fromEntries(Object.entries(carry ?? {}).map(([key, input]) => [key, toCarried(input)])),
});

function toCarried(input: z.infer<typeof carried>): Carried {
  const { body, matching } = input;
  const from = SOURCES.find((source) => input[source] !== undefined) ?? 'body';
  const pattern = body ?? matching;
  return { from, at: from === 'body' ? '' : (input[from] ?? ''), ...(pattern === undefined ? {} : { pattern }) };
}

export const flow = {
  schema,
  toTarget,
  check,
  warn: (input) => [...warningsOfSteps(input), ...unusedValues(input)],
  // Of the whole; what is expected of an answer is expected of its step.
  expects: ['responseTime'],
  expectedAnyway: {},
  inherit: (expected) => expected,
} satisfies Kind<FlowInput>;
