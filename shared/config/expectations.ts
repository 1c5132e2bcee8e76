/** `expect`: what an answer must be like. The schema, and what it means as assertions of the domain. */
import { compile } from 'json-p3';
import { z } from 'zod';
import type { Assertion, Comparison, Effect, StatusRange } from '../domain/assertion.ts';
import { parseDuration } from './duration.ts';
import { effect } from './effect.ts';
import { answers, answersAssertions } from './expect-answers.ts';
import { certificate, tlsAssertions, tlsVersion } from './expect-tls.ts';
import {
  asList,
  duration,
  expecting,
  flag,
  HEADER_NAME,
  oneOrMore,
  report,
  requireKeys,
  telling,
  text,
} from './fields.ts';
import { quoted, type Telling } from './problem.ts';

const LONGEST_TEXT = 4096;

const number = z.number({ error: expecting('a number') });
const scalar = z.union([z.string().max(LONGEST_TEXT), z.number(), z.boolean(), z.null()], {
  error: expecting('text, a number, true, false or null'),
});

const OPERATIONS = {
  equals: scalar.meta({ description: 'Is exactly this.', examples: ['ok'] }),
  not: scalar.meta({ description: 'Is anything but this.', examples: ['error'] }),
  atLeast: number.meta({ description: 'Is this number or a larger one.', examples: [15] }),
  atMost: number.meta({ description: 'Is this number or a smaller one.', examples: [100] }),
  greaterThan: number.meta({ description: 'Is a larger number.', examples: [0] }),
  lessThan: number.meta({ description: 'Is a smaller number.', examples: [1000] }),
  contains: text(LONGEST_TEXT).meta({
    description: 'Is text with this in it, or a list with this element.',
    examples: ['healthy'],
  }),
  notContains: text(LONGEST_TEXT).meta({
    description: 'Is text without this in it, or a list without this element.',
    examples: ['error'],
  }),
  exists: flag().meta({ description: 'Is there at all; false: is not there.', examples: [true] }),
};

const OP_OF_KEY: Readonly<Record<keyof typeof OPERATIONS, Comparison['op']>> = {
  equals: 'equals',
  not: 'notEquals',
  atLeast: 'atLeast',
  atMost: 'atMost',
  greaterThan: 'greaterThan',
  lessThan: 'lessThan',
  contains: 'contains',
  notContains: 'notContains',
  exists: 'exists',
};

const OPERATION_KEYS = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];

const comparisonMap = requireKeys(z.strictObject({ ...OPERATIONS, effect }).partial(), {
  keys: OPERATION_KEYS,
  max: OPERATION_KEYS.length,
  none: 'the comparison compares with nothing',
  expected: `one or more of ${OPERATION_KEYS.join(', ')}`,
  example: '{ atLeast: 15 }',
});

const comparison = z.union([scalar, comparisonMap], {
  error: expecting('a value that is to be equal, or a comparison such as { atLeast: 15 }'),
});

const STATUS_TEXT = /^([1-5][xX]{2}|[1-5]\d{2}(-[1-5]\d{2})?)$/;
const STATUS_EXPECTED = 'a status from 100 to 599, a range such as 200-299, a class such as 2xx, or a list of these';

const status = z.union(
  [
    z
      .number({ error: expecting(STATUS_EXPECTED) })
      .int({ error: expecting(STATUS_EXPECTED) })
      .min(100, { error: expecting(STATUS_EXPECTED) })
      .max(599, { error: expecting(STATUS_EXPECTED) }),
    z
      .string({ error: expecting(STATUS_EXPECTED) })
      .regex(STATUS_TEXT, { error: expecting(STATUS_EXPECTED), abort: true })
      .superRefine((range, context) => {
        const { from, to } = statusRange(range);
        if (from > to) report(context, { message: `the range ${from}-${to} is empty`, expected: STATUS_EXPECTED });
      }),
  ],
  { error: expecting(STATUS_EXPECTED) },
);

const headerName = z.string().regex(HEADER_NAME, {
  error: telling({ message: 'this is not a valid header name', expected: 'letters, digits and hyphens' }),
});

const jsonPath = z.string().superRefine((path, context) => {
  const flaw = jsonPathFlaw(path);
  if (flaw) report(context, flaw);
});

function jsonPathFlaw(path: string): Telling | undefined {
  const expected = 'a JSONPath (RFC 9535), which begins with $';
  try {
    compile(path);
    return undefined;
  } catch (error) {
    const meant = `$.${path.replace(/^[$.]+/, '')}`;
    if (!path.startsWith('$') && isJsonPath(meant)) {
      return { message: `${quoted(path)} is not a JSONPath; did you mean ${quoted(meant)}?`, expected };
    }
    const reason = error instanceof Error ? error.message.replace(/ \('.*$/s, '') : '';
    return {
      message: `${quoted(path)} is not a valid JSONPath: ${reason}`,
      expected,
      example: '$.checks.database: ok',
    };
  }
}

function isJsonPath(path: string): boolean {
  try {
    compile(path);
    return true;
  } catch {
    return false;
  }
}

const mapOf = <K extends z.core.$ZodRecordKey, V extends z.ZodType>(key: K, value: V, expected: string) =>
  z.record(key, value, { error: expecting(expected) });

const bodyText = oneOrMore(text(LONGEST_TEXT), 'text, or a list of texts');
const responseLimit = duration('1ms', '60s');

export const expectation = z
  .strictObject({
    status: oneOrMore(status, STATUS_EXPECTED).meta({
      description: 'The status of the answer: a number, a range, a class, or a list of these. Default 200-299.',
      examples: [200, '200-299', [200, 204], '2xx'],
      default: '200-299',
    }),
    headers: mapOf(headerName, comparison, 'header names, each with a comparison').meta({
      description: 'Headers of the answer by name, in any case: a value to be equal, or a comparison.',
      examples: [{ 'content-type': { contains: 'application/json' } }],
    }),
    body: requireKeys(
      z
        .strictObject({
          contains: bodyText.meta({ description: 'Each of these is in the body.', examples: ['Welcome'] }),
          notContains: bodyText.meta({ description: 'None of these is in the body.', examples: ['Traceback'] }),
          effect,
        })
        .partial(),
      {
        keys: ['contains', 'notContains'],
        max: 2,
        expected: 'contains, notContains or both',
        example: 'body: { contains: Welcome }',
      },
    ).meta({ description: 'Text in the body of the answer.', examples: [{ contains: 'Welcome' }] }),
    json: mapOf(jsonPath, comparison, 'JSONPaths, each with a comparison').meta({
      description: 'Values of a JSON body by JSONPath (RFC 9535): a value to be equal, or a comparison.',
      examples: [{ '$.status': 'ok', '$.total_policies': { atLeast: 15 } }],
    }),
    answers: answers.meta({
      description: 'What the DNS answers; see the kind dns. An answer is written as in a zone file.',
      examples: [{ contains: '10 mail.example.org' }, { count: { atLeast: 2 } }],
    }),
    responseTime: requireKeys(
      z
        .strictObject({
          degraded: responseLimit.meta({ description: 'Slower than this is degraded.', examples: ['800ms'] }),
          down: responseLimit.meta({ description: 'Slower than this is down.', examples: ['5s'] }),
        })
        .partial(),
      {
        keys: ['degraded', 'down'],
        max: 2,
        expected: 'degraded, down or both',
        example: 'responseTime: { degraded: 800ms, down: 5s }',
      },
    ).meta({
      description: 'Limits of the whole response time, redirects included. degraded < down <= timeout.',
      examples: [{ degraded: '800ms', down: '5s' }],
    }),
    certificate: certificate.meta({
      description: 'What the certificate must be like: how long it is valid still, by whom it was issued, for which names.',
      examples: [{ days: 14 }, { issuer: { contains: "Let's Encrypt" }, names: ['www.example.org'] }],
    }),
    tlsVersion: tlsVersion.meta({
      description: 'The version of TLS that is agreed on, or a later one.',
      examples: ['1.3', { atLeast: '1.3', effect: 'degraded' }],
    }),
  })
  .partial();

/** What it makes sense to expect of every monitor. */
export const commonExpectation = expectation.pick({ status: true, responseTime: true, certificate: true });

export type Expectation = z.infer<typeof expectation>;
type ComparisonInput = z.infer<typeof comparison>;

/** In a fixed order, the status first. */
export function assertionsOf(expect: Expectation): Assertion[] {
  const { headers, body, json, responseTime, certificate, tlsVersion } = expect;
  return [
    ...(expect.status === undefined ? [] : [statusAssertion(expect.status)]),
    ...Object.entries(headers ?? {}).flatMap(([name, input]) =>
      comparisonsOf(input).map(({ effect, comparison }) => ({
        effect,
        subject: 'header' as const,
        name: name.toLowerCase(),
        comparison: asHeaderText(comparison),
      })),
    ),
    ...bodyAssertions(body),
    ...Object.entries(json ?? {}).flatMap(([path, input]) =>
      comparisonsOf(input).map(({ effect, comparison }) => ({ effect, subject: 'json' as const, path, comparison })),
    ),
    ...answersAssertions(expect.answers),
    ...responseTimeAssertions(responseTime),
    ...tlsAssertions({ certificate, tlsVersion }),
  ];
}

const statusAssertion = (status: NonNullable<Expectation['status']>): Assertion => ({
  effect: 'down',
  subject: 'status',
  ranges: asList(status).map(statusRange),
});

function statusRange(value: number | string): StatusRange {
  const range = String(value);
  if (/xx$/i.test(range)) return { from: Number(range[0]) * 100, to: Number(range[0]) * 100 + 99 };
  const [from, to] = range.split('-').map(Number);
  return { from: from ?? 0, to: to ?? from ?? 0 };
}

function comparisonsOf(input: ComparisonInput): { effect: Effect; comparison: Comparison }[] {
  if (typeof input !== 'object' || input === null) {
    return [{ effect: 'down', comparison: { op: 'equals', value: input } }];
  }
  const effect = input.effect ?? 'down';
  return OPERATION_KEYS.filter((key) => input[key] !== undefined).map((key) => ({
    effect,
    // The schema pairs each operation with its type of value.
    comparison: { op: OP_OF_KEY[key], value: input[key] } as Comparison,
  }));
}

/** A header is text, so a number in the file means its digits. */
function asHeaderText(comparison: Comparison): Comparison {
  return comparison.op === 'equals' || comparison.op === 'notEquals'
    ? { op: comparison.op, value: String(comparison.value) }
    : comparison;
}

function bodyAssertions(body: Expectation['body']): Assertion[] {
  if (!body) return [];
  const assertions = (op: 'contains' | 'notContains'): Assertion[] =>
    asList(body[op]).map((text) => ({ effect: body.effect ?? 'down', subject: 'body', op, text }));
  return [...assertions('contains'), ...assertions('notContains')];
}

function responseTimeAssertions(limits: Expectation['responseTime']): Assertion[] {
  return (['degraded', 'down'] as const).flatMap((effect) => {
    const atMostMs = parseDuration(limits?.[effect] ?? '');
    return atMostMs === undefined ? [] : [{ effect, subject: 'responseTime' as const, atMostMs }];
  });
}
