/** `expect`: what an answer must be like. The schema, and what it means as assertions of the domain. */
import { z } from 'zod';
import type { Assertion, Comparison, StatusRange } from '../domain/checks/assertion.ts';
import { comparison, comparisonsOf, jsonComparison, jsonComparisonsOf, LONGEST_TEXT } from './comparisons.ts';
import { effect } from './effect.ts';
import { answers, answersAssertions } from './expect-answers.ts';
import { metricAssertions, metrics } from './expect-metrics.ts';
import { registration, registrationAssertions } from './expect-registration.ts';
import { phases, responseTime, timeAssertions } from './expect-times.ts';
import { certificate, tlsAssertions, tlsVersion } from './expect-tls.ts';
import { asList, expecting, HEADER_NAME, oneOrMore, report, requireKeys, telling, text } from './fields.ts';
import { isSingular, jsonPath } from './json-path.ts';
import { pattern } from './pattern.ts';

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

const mapOf = <K extends z.core.$ZodRecordKey, V extends z.ZodType>(key: K, value: V, expected: string) =>
  z.record(key, value, { error: expecting(expected) });

const bodyText = oneOrMore(text(LONGEST_TEXT), 'text, or a list of texts');
const patterns = oneOrMore(pattern, 'a regular expression, or a list of these');
const BODY_KEYS = ['contains', 'notContains', 'matches', 'notMatches'] as const;

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
          matches: patterns.meta({
            description: 'Each of these regular expressions (RE2) finds something in the body.',
            examples: ['version 2\\.\\d+'],
          }),
          notMatches: patterns.meta({
            description: 'None of these regular expressions (RE2) finds anything in the body.',
            examples: ['(?i)exception|traceback'],
          }),
          effect,
        })
        .partial(),
      {
        keys: BODY_KEYS,
        max: BODY_KEYS.length,
        expected: `one or more of ${BODY_KEYS.join(', ')}`,
        example: 'body: { contains: Welcome }',
      },
    ).meta({ description: 'Text in the body of the answer.', examples: [{ contains: 'Welcome' }] }),
    json: mapOf(jsonPath, jsonComparison, 'JSONPaths, each with a comparison').meta({
      description: 'Values of a JSON body by JSONPath (RFC 9535): a value to be equal, or a comparison.',
      examples: [{ '$.status': 'ok', '$.total_policies': { atLeast: 15 } }],
    }),
    registration: registration.meta({
      description: 'How long the domain must stay registered. Default 30 days.',
      examples: [{ days: 30 }, { exists: true }],
    }),
    answers: answers.meta({
      description: 'What the DNS answers; see the kind dns. An answer is written as in a zone file.',
      examples: [{ contains: '10 mail.example.org' }, { count: { atLeast: 2 } }],
    }),
    metrics: metrics.meta({
      description: 'Series of a body of Prometheus text, by name and labels: a number to be equal, or a comparison.',
      examples: [{ 'queue_depth{queue="mail"}': { atMost: 100 }, worker_up: 1 }],
    }),
    responseTime,
    phases,
    certificate: certificate.meta({
      description:
        'What the certificate must be like: how long it is valid still, by whom it was issued, for which names.',
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

/** In a fixed order, the status first. */
export function assertionsOf(expect: Expectation): Assertion[] {
  const { headers, body, json, metrics, responseTime, phases, certificate, tlsVersion } = expect;
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
      jsonComparisonsOf(input, () => isSingular(path)).map((meant) => ({ ...meant, subject: 'json' as const, path })),
    ),
    ...metricAssertions(metrics),
    ...answersAssertions(expect.answers),
    ...registrationAssertions(expect.registration),
    ...timeAssertions(responseTime, phases),
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

/** A header is text, so a number in the file means its digits. */
function asHeaderText(comparison: Comparison): Comparison {
  return comparison.op === 'equals' || comparison.op === 'notEquals'
    ? { op: comparison.op, value: String(comparison.value) }
    : comparison;
}

function bodyAssertions(body: Expectation['body']): Assertion[] {
  if (!body) return [];
  return BODY_KEYS.flatMap((op) =>
    asList(body[op]).map((text) => ({ effect: body.effect ?? ('down' as const), subject: 'body' as const, op, text })),
  );
}
