/** Assertions on metrics, phases, patterns, counts and types. */
import { describe, expect, it } from 'vitest';
import type { Assertion, Comparison, Outcome } from '../../../shared/domain/checks/assertion.ts';
import { evaluate, expectation, failureCodeOf } from '../../../shared/domain/checks/finding.ts';
import type { JsonComparison } from '../../../shared/domain/checks/json-comparison.ts';
import { judge } from '../../../shared/domain/checks/judgement.ts';
import type { MetricSamples, Observation } from '../../../shared/domain/checks/observation.ts';
import { NOON } from '../builders.ts';

const anObservation = (part: Partial<Observation> = {}): Observation => ({
  timings: { connect: 12.2, firstByte: 300, total: 400 },
  redirects: [],
  http: { version: '1.1', status: 200, headers: { server: 'nginx/1.27' } },
  at: NOON,
  ...part,
});

const metric = (
  comparison: Comparison,
  of: 'value' | 'age' = 'value',
  effect: Assertion['effect'] = 'down',
): Assertion => ({
  effect,
  subject: 'metric',
  selector: 'queue',
  of,
  comparison,
});

const series = (...values: number[]): MetricSamples => ({
  samples: values.map((value, index) => ({ name: 'queue', labels: [{ name: 'n', value: `${index}` }], value })),
  truncated: false,
});

const withMetrics = (queue: MetricSamples): Observation => anObservation({ metrics: { queue } });

describe('metrics', () => {
  const atMost: Comparison = { op: 'atMost', value: 100 };

  it.each<[number[], Comparison, Outcome, string]>([
    [[100], atMost, 'pass', '100'],
    [[101], atMost, 'fail', '101'],
    [[5, 120, 130], atMost, 'fail', '{n="1"} 120, {n="2"} 130'],
    [[1, 2, 3, 4], { op: 'atMost', value: 0 }, 'fail', '{n="0"} 1, {n="1"} 2, {n="2"} 3 and 1 more'],
    [[], atMost, 'unevaluable', 'no such series'],
    [[Number.NaN], atMost, 'unevaluable', 'NaN'],
    [[Number.NaN], { op: 'notEquals', value: 0 }, 'unevaluable', 'NaN'],
    [[Number.NaN, 101], atMost, 'fail', '{n="0"} NaN, {n="1"} 101'],
    [[Number.POSITIVE_INFINITY], { op: 'atLeast', value: 1 }, 'pass', 'Infinity'],
    [[1], { op: 'equals', value: 1 }, 'pass', '1'],
    [[], { op: 'exists', value: false }, 'pass', 'no such series'],
    [[], { op: 'exists', value: true }, 'fail', 'no such series'],
    [[Number.NaN], { op: 'exists', value: true }, 'pass', 'NaN'],
  ])('%j with %j is %s', (values, comparison, outcome, found) => {
    expect(evaluate(metric(comparison), withMetrics(series(...values)))).toMatchObject({ outcome, found });
  });

  it.each<[number[], Comparison, Outcome]>([
    [[5], atMost, 'unevaluable'],
    [[101], atMost, 'fail'],
    [[], atMost, 'unevaluable'],
    [[5], { op: 'exists', value: true }, 'pass'],
    [[5], { op: 'exists', value: false }, 'fail'],
    [[], { op: 'exists', value: false }, 'unevaluable'],
  ])('%j with %j in a body that was cut is %s', (values, comparison, outcome) => {
    const cut = { ...series(...values), truncated: true };
    expect(evaluate(metric(comparison), withMetrics(cut)).outcome).toBe(outcome);
  });

  it('of a body that was cut blame its size', () => {
    const observation = { ...withMetrics({ ...series(5), truncated: true }), body: { text: 'x', truncated: true } };
    expect(judge(observation, [metric(atMost)]).failure?.code).toBe('body_too_large');
  });

  it('cannot be evaluated in what is no Prometheus text, not even as absent', () => {
    const notMetrics = withMetrics({ notMetrics: 'an empty body' });
    expect(evaluate(metric({ op: 'exists', value: false }), notMetrics)).toMatchObject({
      outcome: 'unevaluable',
      found: 'an empty body',
    });
    expect(evaluate(metric(atMost), anObservation()).outcome).toBe('unevaluable');
  });

  it('may degrade', () => {
    expect(judge(withMetrics(series(101)), [metric(atMost, 'value', 'degraded')])).toMatchObject({
      verdict: 'degraded',
      failure: { code: 'assertion_failed', message: 'Expected queue to be at most 100, found 101.' },
    });
  });
});

describe('the age of an instant', () => {
  const HOUR_MS = 3_600_000;
  const atMost = metric({ op: 'atMost', value: 26 * HOUR_MS }, 'age');
  const ago = (ms: number): Observation => withMetrics(series((NOON - ms) / 1000));

  it.each<[string, number, Outcome, string]>([
    ['of an hour', HOUR_MS, 'pass', '1 h'],
    ['of the limit', 26 * HOUR_MS, 'pass', '1 d 2 h'],
    ['beyond the limit', 27 * HOUR_MS, 'fail', '1 d 3 h'],
    ['of a clock that is a little ahead', -60_000, 'pass', '0 s'],
  ])('%s', (_, ms, outcome, found) => {
    expect(evaluate(atMost, ago(ms))).toMatchObject({ outcome, found });
  });

  it.each([
    ['milliseconds taken for seconds', NOON],
    ['the future', NOON / 1000 + 3600],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('cannot be told of %s', (_, value) => {
    expect(evaluate(atMost, withMetrics(series(value))).outcome).toBe('unevaluable');
  });

  it('of an instant that never was fails: 0 is 1970', () => {
    expect(evaluate(atMost, withMetrics(series(0))).outcome).toBe('fail');
  });
});

describe('phases', () => {
  const within = (phase: 'connect' | 'tls' | 'firstByte', atMostMs: number): Assertion => ({
    effect: 'degraded',
    subject: 'phase',
    phase,
    atMostMs,
  });

  it.each([
    ['connect', 13, 'pass', '13 ms'],
    ['connect', 12, 'fail', '13 ms'],
    ['firstByte', 300, 'pass', '300 ms'],
    ['tls', 300, 'unevaluable', 'no such phase'],
  ] as const)('%s within %i ms is %s', (phase, limit, outcome, found) => {
    expect(evaluate(within(phase, limit), anObservation())).toMatchObject({ outcome, found });
  });

  it('that were not reached are undecided', () => {
    const failure = { code: 'tcp_timeout', message: '' } as const;
    expect(evaluate(within('tls', 300), anObservation({ failure })).outcome).toBe('unevaluable');
  });

  it('say that they are too slow', () => {
    const finding = evaluate(within('connect', 1), anObservation());
    expect(failureCodeOf(finding, anObservation())).toBe('too_slow');
  });
});

describe('patterns', () => {
  const body = (op: 'matches' | 'notMatches'): Assertion => ({ effect: 'down', subject: 'body', op, text: 'o+k' });
  const seen = { text: 'all is ook here', truncated: false };

  it.each<['matches' | 'notMatches', object | undefined, boolean, Outcome]>([
    ['matches', { at: 7 }, false, 'pass'],
    ['matches', {}, false, 'fail'],
    ['matches', { partly: true }, false, 'unevaluable'],
    ['matches', { at: 7, partly: true }, true, 'pass'],
    ['matches', {}, true, 'unevaluable'],
    ['matches', undefined, false, 'unevaluable'],
    ['notMatches', { at: 7 }, false, 'fail'],
    ['notMatches', {}, false, 'pass'],
    ['notMatches', {}, true, 'unevaluable'],
    ['notMatches', { partly: true }, false, 'unevaluable'],
    ['notMatches', undefined, false, 'unevaluable'],
  ])('a body that %s with %j, cut: %s, is %s', (op, look, truncated, outcome) => {
    const patterns = look ? { 'o+k': [{ text: seen.text, ...look }] } : {};
    const observation = anObservation({ body: { ...seen, truncated }, patterns });
    expect(evaluate(body(op), observation).outcome).toBe(outcome);
  });

  it('of headers and JSON are looked up by the text', () => {
    const patterns = { 'o+k': [{ text: 'ok', at: 0 }, { text: 'no' }] };
    const comparison: Comparison = { op: 'matches', value: 'o+k' };
    const json: Assertion = { effect: 'down', subject: 'json', path: '$.a', comparison };
    const header: Assertion = { effect: 'down', subject: 'header', name: 'Server', comparison };
    const withNodes = (...nodes: unknown[]) => evaluate(json, anObservation({ patterns, json: { '$.a': { nodes } } }));
    expect(withNodes('ok')).toMatchObject({ outcome: 'pass' });
    expect(withNodes('ok', 'no')).toMatchObject({ outcome: 'fail', found: '"no"' });
    expect(withNodes('ok', 'unseen')).toMatchObject({ outcome: 'unevaluable', found: '"unseen"' });
    expect(withNodes(1)).toMatchObject({ outcome: 'unevaluable' });
    expect(evaluate(header, anObservation({ patterns })).outcome).toBe('unevaluable');
    const http = { version: '1.1', status: 200, headers: { server: 'no' } };
    expect(evaluate(header, anObservation({ patterns, http })).outcome).toBe('fail');
  });
});

describe('counts and types in JSON', () => {
  const evaluated = (nodes: readonly unknown[], comparison: JsonComparison) =>
    evaluate(
      { effect: 'down', subject: 'json', path: '$.a', comparison },
      anObservation({ json: { '$.a': { nodes } } }),
    );
  const count = (of: 'values' | 'elements', value: number): JsonComparison => ({
    op: 'count',
    of,
    comparison: { op: 'atLeast', value },
  });

  it.each<[readonly unknown[], JsonComparison, Outcome, string]>([
    [[1, 2], count('values', 2), 'pass', '2'],
    [[1], count('values', 2), 'fail', '1'],
    [[], count('values', 1), 'fail', '0'],
    [[[1, 2, 3]], count('values', 2), 'fail', '1'],
    [[[1, 2, 3]], count('elements', 3), 'pass', '3'],
    [[[]], count('elements', 1), 'fail', '0'],
    [[{ a: 1 }], count('elements', 1), 'unevaluable', 'an object with 1 keys'],
    [[], count('elements', 1), 'unevaluable', 'nothing there'],
  ])('%j with %j is %s', (nodes, comparison, outcome, found) => {
    expect(evaluated(nodes, comparison)).toMatchObject({ outcome, found });
  });

  it.each([
    ['a', 'string'],
    [1, 'number'],
    [false, 'boolean'],
    [[], 'array'],
    [{}, 'object'],
    [null, 'null'],
  ] as const)('%j has the type %s and no other', (value, type) => {
    const outcomes = (['string', 'number', 'boolean', 'array', 'object', 'null'] as const).map(
      (each) => [each, evaluated([value], { op: 'type', value: each }).outcome] as const,
    );
    expect(outcomes.filter(([, outcome]) => outcome === 'pass')).toEqual([[type, 'pass']]);
    expect(outcomes.filter(([, outcome]) => outcome === 'fail')).toHaveLength(5);
  });

  it('a value that is not there has no type', () => {
    expect(evaluated([], { op: 'type', value: 'null' }).outcome).toBe('unevaluable');
  });
});

describe('what is expected reads as a sentence', () => {
  const json = (comparison: JsonComparison): Assertion => ({
    effect: 'down',
    subject: 'json',
    path: '$.a',
    comparison,
  });

  it.each<[Assertion, string]>([
    [metric({ op: 'atMost', value: 100 }), 'queue to be at most 100'],
    [metric({ op: 'exists', value: false }), 'queue not to exist'],
    [metric({ op: 'atMost', value: 26 * 3_600_000 }, 'age'), 'the age of queue to be at most 1 d 2 h'],
    [{ effect: 'down', subject: 'phase', phase: 'firstByte', atMostMs: 300 }, 'a first byte within 300 ms'],
    [{ effect: 'down', subject: 'body', op: 'matches', text: 'a"b+' }, 'the body to match /a"b+/'],
    [json({ op: 'notMatches', value: '^x' }), '$.a not to match /^x/'],
    [json({ op: 'type', value: 'array' }), '$.a to be a list'],
    [json({ op: 'count', of: 'values', comparison: { op: 'atLeast', value: 2 } }), '$.a to be at least 2 in number'],
  ])('%j', (assertion, expected) => {
    expect(expectation(assertion)).toBe(expected);
  });
});
