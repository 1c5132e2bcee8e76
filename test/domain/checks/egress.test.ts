import { describe, expect, it } from 'vitest';
import {
  doubtEgress,
  EGRESS_ID,
  egressMonitor,
  egressOf,
  egressResult,
  withoutBlame,
} from '../../../shared/domain/checks/egress.ts';
import { type FailureCode, failure } from '../../../shared/domain/checks/failure.ts';
import type { Result } from '../../../shared/domain/checks/result.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { aFleet, aMonitor, httpOf, MINUTE } from '../builders.ts';

const at = (id: string, url: string, allowPrivate = false): Monitor =>
  aMonitor({ id, target: { ...httpOf(aMonitor().target), url, allowPrivate } });
const outside = (count: number): Monitor[] =>
  Array.from({ length: count }, (_, index) => at(`m${index}`, `https://m${index}.example.org/`));
const down = (monitorId: string, code: FailureCode = 'tcp_timeout'): Result => ({
  monitorId,
  verdict: 'down',
  failure: failure(code),
});
const up = (monitorId: string): Result => ({ monitorId, verdict: 'up', totalMs: 12 });

/** The first `failing` of `count` monitors cannot be reached. */
const doubtOf = (failing: number, count: number) =>
  doubtEgress(
    outside(count).map(({ id }, index) => (index < failing ? down(id) : up(id))),
    outside(count),
  );

describe('the checker doubts its own way out', () => {
  it.each([
    [0, 20, false, 'enough_answered'],
    [2, 20, false, 'enough_answered'],
    [9, 20, false, 'enough_answered'],
    [10, 20, true, 'many_unreached'],
    [3, 6, true, 'many_unreached'],
    [2, 3, false, 'enough_answered'],
    [20, 20, true, 'nobody_answered'],
    [1, 1, true, 'nobody_answered'],
    [0, 0, false, 'nothing_asked'],
  ])('when %i of %i cannot be reached: %s, %s', (failing, count, isInDoubt, reason) => {
    expect(doubtOf(failing, count)).toEqual({ isInDoubt, reason, asked: count, unreached: failing });
  });

  it.each<FailureCode>(['unexpected_status', 'tls_expired', 'dns_nxdomain', 'assertion_failed', 'rate_limited'])(
    'never for %s, which somebody must have said',
    (code) => {
      const monitors = outside(5);
      const results = monitors.map(({ id }) => down(id, code));
      expect(doubtEgress(results, monitors)).toMatchObject({ isInDoubt: false, reason: 'enough_answered' });
    },
  );

  it.each([
    ['http://127.0.0.1:8790/', false],
    ['http://localhost:8790/', false],
    ['http://rota.localhost/', false],
    ['http://[::1]:8790/', false],
    ['http://10.0.0.7/', true],
    ['http://intranet.example.org/', true],
  ])('not for %s, to which no way leads outside', (url, allowPrivate) => {
    const monitors = ['a', 'b', 'c', 'd'].map((id) => at(id, url, allowPrivate));
    expect(
      doubtEgress(
        monitors.map(({ id }) => down(id)),
        monitors,
      ),
    ).toMatchObject({ isInDoubt: false, asked: 0 });
  });

  it.each([
    [['https://a.example.org/', 'https://b.example.org/'], 1],
    [['https://a.example.org/', 'http://127.0.0.1/'], 0],
  ])('for a flow whose every step leads outside: %s', (urls, asked) => {
    const steps = urls.map((url) => ({
      name: url,
      http: { ...httpOf(aMonitor().target), url },
      assertions: [],
      carry: {},
    }));
    const flow = aMonitor({ id: 'flow', target: { kind: 'flow', steps, finally: [] } });
    expect(doubtEgress([down('flow')], [flow])).toMatchObject({ asked, isInDoubt: asked === 1 });
  });

  it('not for faults of the configuration', () => {
    const monitors = outside(4);
    const results = monitors.map(({ id }): Result => ({ ...down(id, 'secret_missing'), verdict: 'unknown' }));
    expect(doubtEgress(results, monitors)).toMatchObject({ isInDoubt: false, reason: 'nothing_asked' });
  });
});

describe('the control targets decide', () => {
  it.each([
    [3, 0, 0, 'undecided'],
    [3, 1, 0, 'undecided'],
    [3, 0, 1, 'undecided'],
    [3, 1, 1, 'undecided'],
    [3, 2, 0, 'online'],
    [3, 2, 1, 'online'],
    [3, 0, 2, 'offline'],
    [3, 1, 2, 'offline'],
    [4, 2, 2, 'online'],
    [4, 1, 3, 'offline'],
    [5, 2, 2, 'undecided'],
  ])('of %i, %i answered and %i are silent: %s', (total, answered, silent, expected) => {
    expect(egressOf({ total, answered, silent })).toBe(expected);
  });
});

describe('a tick whose checker was offline', () => {
  const monitors = [...outside(2), at('near', 'http://127.0.0.1/')];

  it('blames no target for what may be its own failure, and keeps what it saw', () => {
    expect(withoutBlame([down('m0', 'dns_timeout'), up('m1')], monitors)).toEqual([
      {
        monitorId: 'm0',
        verdict: 'unknown',
        failure: {
          code: 'checker_offline',
          message: 'The checker itself cannot reach the internet: The DNS did not answer in time.',
        },
      },
      up('m1'),
    ]);
  });

  it('leaves what a target itself has said, and what is near', () => {
    const results = [down('m0', 'unexpected_status'), down('near')];
    expect(withoutBlame(results, monitors)).toEqual(results);
  });

  it('says so of itself', () => {
    expect(egressResult({ total: 3, answered: 1, silent: 2 })).toMatchObject({
      monitorId: EGRESS_ID,
      verdict: 'down',
      failure: { code: 'checker_offline', message: expect.stringContaining('2 of 3 control targets') },
    });
    expect(egressResult({ total: 3, answered: 2, silent: 1 })).toEqual({ monitorId: EGRESS_ID, verdict: 'up' });
  });
});

describe('the monitor of the way out', () => {
  const controls = ['https://a.example.org/', 'https://b.example.com/', 'https://c.example.net/'];

  it('tells those who are told of anything critical, and is not public', () => {
    const slow = aMonitor({ id: 'slow', policy: { intervalMs: 5 * MINUTE } });
    const monitor = egressMonitor(aFleet({ controls, monitors: [aMonitor(), slow] }));
    expect(monitor).toMatchObject({ id: EGRESS_ID, alert: { to: ['oncall'], severity: 'critical' } });
    expect(monitor?.public).toBeUndefined();
    // A gap is counted in intervals, and the next occasion to doubt may be the next check of the slowest.
    expect(monitor?.policy.intervalMs).toBe(5 * MINUTE);
  });

  it('does not exist where nobody is to be asked', () => {
    expect(egressMonitor(aFleet({ controls: [] }))).toBeUndefined();
  });
});
