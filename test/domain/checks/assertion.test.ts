import { describe, expect, it } from 'vitest';
import type { Assertion, Comparison, Outcome } from '../../../shared/domain/checks/assertion.ts';
import { compareText, compareValue } from '../../../shared/domain/checks/comparison.ts';
import { evaluate, expectation } from '../../../shared/domain/checks/finding.ts';
import type { JsonNodes, Observation } from '../../../shared/domain/checks/observation.ts';
import { NOON } from '../builders.ts';

const DAY_MS = 86_400_000;

const anObservation = (part: Partial<Observation> = {}): Observation => ({
  timings: { total: 120.4 },
  redirects: [],
  http: { version: '1.1', status: 200, headers: { 'content-type': 'text/html', 'x-depth': '12' } },
  at: NOON,
  ...part,
});

const status = (...ranges: [number, number][]): Assertion => ({
  effect: 'down',
  subject: 'status',
  ranges: ranges.map(([from, to]) => ({ from, to })),
});
const json = (comparison: Comparison, path = '$.a'): Assertion => ({
  effect: 'down',
  subject: 'json',
  path,
  comparison,
});
const header = (name: string, comparison: Comparison): Assertion => ({
  effect: 'down',
  subject: 'header',
  name,
  comparison,
});
const body = (op: 'contains' | 'notContains', text: string): Assertion => ({
  effect: 'down',
  subject: 'body',
  op,
  text,
});
const withNodes = (nodes: JsonNodes): Observation => anObservation({ json: { '$.a': nodes } });

describe('comparisons of values', () => {
  it.each<[unknown, Comparison, Outcome]>([
    ['ok', { op: 'equals', value: 'ok' }, 'pass'],
    ['ok', { op: 'equals', value: 'OK' }, 'fail'],
    [1, { op: 'equals', value: '1' }, 'fail'],
    [1, { op: 'equals', value: 1 }, 'pass'],
    [null, { op: 'equals', value: null }, 'pass'],
    [false, { op: 'equals', value: null }, 'fail'],
    [{}, { op: 'equals', value: 'ok' }, 'fail'],
    ['ok', { op: 'notEquals', value: 'down' }, 'pass'],
    ['ok', { op: 'notEquals', value: 'ok' }, 'fail'],
    [15, { op: 'atLeast', value: 15 }, 'pass'],
    [14, { op: 'atLeast', value: 15 }, 'fail'],
    [15, { op: 'atMost', value: 15 }, 'pass'],
    [16, { op: 'atMost', value: 15 }, 'fail'],
    [15, { op: 'greaterThan', value: 15 }, 'fail'],
    [16, { op: 'greaterThan', value: 15 }, 'pass'],
    [15, { op: 'lessThan', value: 15 }, 'fail'],
    [14, { op: 'lessThan', value: 15 }, 'pass'],
    ['15', { op: 'atLeast', value: 15 }, 'unevaluable'],
    [null, { op: 'lessThan', value: 15 }, 'unevaluable'],
    ['healthy', { op: 'contains', value: 'heal' }, 'pass'],
    ['healthy', { op: 'contains', value: 'ill' }, 'fail'],
    [['a', 'b'], { op: 'contains', value: 'b' }, 'pass'],
    [['a', 'b'], { op: 'contains', value: 'c' }, 'fail'],
    [{ b: 1 }, { op: 'contains', value: 'b' }, 'unevaluable'],
    [12, { op: 'notContains', value: '1' }, 'unevaluable'],
    ['healthy', { op: 'notContains', value: 'heal' }, 'fail'],
    ['healthy', { op: 'notContains', value: 'ill' }, 'pass'],
  ])('%j compared with %j is %s', (found, comparison, outcome) => {
    expect(compareValue(found, comparison)).toBe(outcome);
  });

  it.each<[string, Comparison, Outcome]>([
    ['12', { op: 'equals', value: 12 }, 'pass'],
    ['true', { op: 'equals', value: true }, 'pass'],
    ['12', { op: 'notEquals', value: 13 }, 'pass'],
    ['12', { op: 'atLeast', value: 12 }, 'pass'],
    ['12', { op: 'lessThan', value: 12 }, 'fail'],
    ['', { op: 'lessThan', value: 12 }, 'unevaluable'],
    ['many', { op: 'greaterThan', value: 1 }, 'unevaluable'],
    ['text/html', { op: 'contains', value: 'html' }, 'pass'],
  ])('the header text %j compared with %j is %s', (found, comparison, outcome) => {
    expect(compareText(found, comparison)).toBe(outcome);
  });
});

describe('the status', () => {
  it.each<[number, [number, number][], Outcome]>([
    [200, [[200, 299]], 'pass'],
    [299, [[200, 299]], 'pass'],
    [300, [[200, 299]], 'fail'],
    [199, [[200, 299]], 'fail'],
    [
      302,
      [
        [200, 299],
        [302, 302],
      ],
      'pass',
    ],
    [
      403,
      [
        [200, 299],
        [302, 302],
      ],
      'fail',
    ],
  ])('%i within %j is %s', (code, ranges, outcome) => {
    const http = { version: '1.1', status: code, headers: {} };
    expect(evaluate(status(...ranges), anObservation({ http })).outcome).toBe(outcome);
  });
});

describe('a path that selects several values', () => {
  const ok: Comparison = { op: 'equals', value: 'ok' };

  it.each<[readonly unknown[], Outcome, string]>([
    [['ok', 'ok'], 'pass', '"ok", "ok"'],
    [['ok', 'down', 'ok'], 'fail', '"down"'],
    [['a', 'b', 'c', 'd', 'e'], 'fail', '"a", "b", "c" and 2 more'],
    [[], 'unevaluable', 'nothing there'],
    [[[1, 2], { a: 1, b: 2 }, null], 'fail', 'a list of 2, an object with 2 keys, null'],
  ])('needs all of %j to satisfy: %s', (nodes, outcome, found) => {
    expect(evaluate(json(ok), withNodes({ nodes }))).toMatchObject({ outcome, found });
  });

  it('prefers a clear failure to what cannot be evaluated', () => {
    const atLeast = json({ op: 'atLeast', value: 15 });
    expect(evaluate(atLeast, withNodes({ nodes: ['x', 3] }))).toMatchObject({ outcome: 'fail', found: '"x", 3' });
    expect(evaluate(atLeast, withNodes({ nodes: ['x', 15] }))).toMatchObject({ outcome: 'unevaluable', found: '"x"' });
  });

  it.each<[readonly unknown[], boolean, Outcome]>([
    [[null], true, 'pass'],
    [[], true, 'fail'],
    [[], false, 'pass'],
    [[1], false, 'fail'],
  ])('%j, expected to exist: %s, is %s', (nodes, value, outcome) => {
    expect(evaluate(json({ op: 'exists', value }), withNodes({ nodes })).outcome).toBe(outcome);
  });

  it('is not fooled by a body that is no JSON, even where nothing should exist', () => {
    const exists = json({ op: 'exists', value: false });
    expect(evaluate(exists, withNodes({ notJson: 'a body that is not JSON' })).outcome).toBe('unevaluable');
  });
});

describe('headers', () => {
  it.each<[string, Comparison, Outcome, string]>([
    ['Content-Type', { op: 'contains', value: 'html' }, 'pass', '"text/html"'],
    ['content-type', { op: 'equals', value: 'application/json' }, 'fail', '"text/html"'],
    ['x-depth', { op: 'atMost', value: 10 }, 'fail', '"12"'],
    ['x-none', { op: 'notEquals', value: 'x' }, 'unevaluable', 'no such header'],
    ['x-none', { op: 'exists', value: false }, 'pass', 'no such header'],
    ['content-type', { op: 'exists', value: false }, 'fail', '"text/html"'],
    ['constructor', { op: 'exists', value: true }, 'fail', 'no such header'],
  ])('%s compared with %j is %s', (name, comparison, outcome, found) => {
    expect(evaluate(header(name, comparison), anObservation())).toMatchObject({ outcome, found });
  });
});

describe('the body', () => {
  const text = `${'x'.repeat(200)} database error ${'y'.repeat(200)}`;

  it('shows the place where it has what it should not have', () => {
    const finding = evaluate(
      body('notContains', 'database error'),
      anObservation({ body: { text, truncated: false } }),
    );
    expect(finding.outcome).toBe('fail');
    expect(finding.found).toMatch(/^"…x+ database error y+…"$/);
  });

  it.each<['contains' | 'notContains', string, boolean, Outcome]>([
    ['contains', 'database', false, 'pass'],
    ['contains', 'absent', false, 'fail'],
    ['contains', 'absent', true, 'unevaluable'],
    ['contains', 'database', true, 'pass'],
    ['notContains', 'absent', false, 'pass'],
    ['notContains', 'absent', true, 'unevaluable'],
    ['notContains', 'database', true, 'fail'],
  ])('%s %s, cut off: %s, is %s', (op, sought, truncated, outcome) => {
    expect(evaluate(body(op, sought), anObservation({ body: { text, truncated } })).outcome).toBe(outcome);
  });
});

describe('time and certificates', () => {
  const within: Assertion = { effect: 'degraded', subject: 'responseTime', atMostMs: 120 };

  it('compares the whole time, and rounds it up for people', () => {
    expect(evaluate(within, anObservation())).toMatchObject({ outcome: 'fail', found: '121 ms' });
    expect(evaluate(within, anObservation({ timings: { total: 120 } })).outcome).toBe('pass');
  });

  it('an answer that never came has failed once the limit is over, and is undecided before', () => {
    const failure = { code: 'http_timeout', message: '' } as const;
    expect(evaluate(within, anObservation({ failure, timings: { total: 500 } })).outcome).toBe('fail');
    expect(evaluate(within, anObservation({ failure, timings: { total: 5 } })).outcome).toBe('unevaluable');
  });

  it.each<[number, Outcome, string]>([
    [14 * DAY_MS, 'pass', '14 days left, until 2026-12-06 12:00:00 UTC'],
    [14 * DAY_MS - 1000, 'fail', '13 days left, until 2026-12-06 11:59:59 UTC'],
    [DAY_MS, 'fail', '1 day left, until 2026-11-23 12:00:00 UTC'],
  ])('a certificate with %i ms left is %s', (leftMs, outcome, found) => {
    const certificate = { subject: '', issuer: '', serial: '', validFrom: 0, validTo: NOON + leftMs, names: [] };
    const days: Assertion = { effect: 'down', subject: 'certificate', daysLeft: 14 };
    expect(evaluate(days, anObservation({ certificate }))).toMatchObject({ outcome, found });
  });
});

describe('what is expected reads as a sentence', () => {
  it.each<[Assertion, string]>([
    [status([200, 299], [302, 302]), 'status 200-299 or 302'],
    [header('Content-Type', { op: 'contains', value: 'json' }), 'header content-type to contain "json"'],
    [body('notContains', 'error'), 'the body not to contain "error"'],
    [json({ op: 'atLeast', value: 15 }, '$.total_policies'), '$.total_policies to be at least 15'],
    [json({ op: 'notEquals', value: null }), '$.a not to be null'],
    [json({ op: 'greaterThan', value: 1 }), '$.a to be greater than 1'],
    [json({ op: 'lessThan', value: 1 }), '$.a to be less than 1'],
    [json({ op: 'atMost', value: 1 }), '$.a to be at most 1'],
    [json({ op: 'exists', value: false }), '$.a not to exist'],
    [json({ op: 'exists', value: true }), '$.a to exist'],
    [{ effect: 'down', subject: 'responseTime', atMostMs: 800 }, 'an answer within 800 ms'],
    [{ effect: 'down', subject: 'certificate', daysLeft: 1 }, 'a certificate valid for at least 1 day'],
  ])('%j', (assertion, expected) => {
    expect(expectation(assertion)).toBe(expected);
  });
});
