/** What `expect` means as assertions of the domain. */
import { describe, expect, it } from 'vitest';
import { formatProblem, parseFleet } from '../../shared/config/index.ts';
import type { Assertion } from '../../shared/domain/checks/assertion.ts';

/** The assertions of a monitor with this `expect`, without the one on the status that every monitor has. */
function assertionsOf(expectation: string): readonly Assertion[] {
  const text = `monitors:\n  - id: site\n    http: https://example.org/\n    expect: ${expectation}\n`;
  const outcome = parseFleet(text, { file: 'monitors.yaml' });
  if (!outcome.ok) throw new Error(outcome.problems.map((each) => formatProblem('monitors.yaml', each)).join('\n'));
  return (outcome.fleet.monitors[0]?.assertions ?? []).filter(({ subject }) => subject !== 'status');
}

describe('metrics', () => {
  const about = { subject: 'metric', selector: 'queue{name="mail"}', effect: 'down' };

  it.each([
    ['1', { ...about, of: 'value', comparison: { op: 'equals', value: 1 } }],
    ['{ not: 0 }', { ...about, of: 'value', comparison: { op: 'notEquals', value: 0 } }],
    ['{ exists: false }', { ...about, of: 'value', comparison: { op: 'exists', value: false } }],
    [
      '{ atMost: 5, effect: degraded }',
      { ...about, effect: 'degraded', of: 'value', comparison: { op: 'atMost', value: 5 } },
    ],
    ['{ age: { atMost: 26h } }', { ...about, of: 'age', comparison: { op: 'atMost', value: 26 * 3_600_000 } }],
  ])('%s', (input, assertion) => {
    expect(assertionsOf(`{ metrics: { 'queue{name="mail"}': ${input} } }`)).toStrictEqual([assertion]);
  });

  it('may have limits of a value and of its age, each an assertion of its own', () => {
    const found = assertionsOf('{ metrics: { run_at: { greaterThan: 0, age: { atLeast: 1m, atMost: 1h } } } }');
    expect(found.map((each) => each.subject === 'metric' && [each.of, each.comparison])).toEqual([
      ['value', { op: 'greaterThan', value: 0 }],
      ['age', { op: 'atMost', value: 3_600_000 }],
      ['age', { op: 'atLeast', value: 60_000 }],
    ]);
  });
});

describe('counts and types', () => {
  const count = (path: string, input: string) => assertionsOf(`{ json: { "${path}": { count: ${input} } } }`);

  it.each([
    ['$.items', 'elements'],
    ["$['items'][0]", 'elements'],
    ['$.items[*]', 'values'],
    ['$..id', 'values'],
    ['$.items[?@.ok]', 'values'],
  ])('the count of %s is that of its %s', (path, of) => {
    const comparison = { op: 'count', of, comparison: { op: 'atLeast', value: 2 } };
    expect(count(path, '{ atLeast: 2 }')).toStrictEqual([{ effect: 'down', subject: 'json', path, comparison }]);
  });

  it('a count may be a number alone, or have limits on both sides', () => {
    expect(count('$.a', '3')).toMatchObject([{ comparison: { comparison: { op: 'equals', value: 3 } } }]);
    expect(count('$.a', '{ atLeast: 1, atMost: 3 }')).toHaveLength(2);
  });

  it('a type stands beside other comparisons, with the same effect', () => {
    const found = assertionsOf('{ json: { $.a: { atLeast: 1, type: number, effect: degraded } } }');
    expect(found).toMatchObject([
      { effect: 'degraded', comparison: { op: 'atLeast', value: 1 } },
      { effect: 'degraded', comparison: { op: 'type', value: 'number' } },
    ]);
  });
});

describe('patterns', () => {
  it('may be expected of the body, of headers and of texts in JSON', () => {
    const found = assertionsOf(
      '{ body: { matches: [a+, b], notMatches: c }, headers: { Server: { matches: d } }, json: { $.v: { notMatches: e } } }',
    );
    expect(found).toStrictEqual([
      { effect: 'down', subject: 'header', name: 'server', comparison: { op: 'matches', value: 'd' } },
      { effect: 'down', subject: 'body', op: 'matches', text: 'a+' },
      { effect: 'down', subject: 'body', op: 'matches', text: 'b' },
      { effect: 'down', subject: 'body', op: 'notMatches', text: 'c' },
      { effect: 'down', subject: 'json', path: '$.v', comparison: { op: 'notMatches', value: 'e' } },
    ]);
  });

  it('may use what RE2 has', () => {
    expect(
      assertionsOf(String.raw`{ body: { matches: ['(?i)ok', '\p{L}+\b', '(?P<n>x)', '[[:alpha:]]', 'a{1,50}?'] } }`),
    ).toHaveLength(5);
  });
});

describe('phases', () => {
  it('have a limit for each effect', () => {
    expect(
      assertionsOf('{ phases: { firstByte: { degraded: 300ms, down: 2s }, tls: { degraded: 500ms } } }'),
    ).toStrictEqual([
      { effect: 'degraded', subject: 'phase', phase: 'tls', atMostMs: 500 },
      { effect: 'degraded', subject: 'phase', phase: 'firstByte', atMostMs: 300 },
      { effect: 'down', subject: 'phase', phase: 'firstByte', atMostMs: 2000 },
    ]);
  });

  it('of TLS are warned of where the URL is plain http', () => {
    const text = 'monitors: [{ id: a, http: "http://a.example/", expect: { phases: { tls: { down: 1s } } } }]';
    const { warnings } = parseFleet(text, { file: 'monitors.yaml' });
    expect(warnings.map(({ path }) => path)).toContain('monitors[0].expect.phases.tls');
  });
});
