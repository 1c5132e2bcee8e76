import { describe, expect, it } from 'vitest';
import type { Assertion, Effect } from '../../../shared/domain/checks/assertion.ts';
import { FAILURES, type FailureCode, failure } from '../../../shared/domain/checks/failure.ts';
import { judge } from '../../../shared/domain/checks/judgement.ts';
import type { Observation } from '../../../shared/domain/checks/observation.ts';
import { NOON } from '../builders.ts';

const answered = (status: number, part: Partial<Observation> = {}): Observation => ({
  timings: { total: 900 },
  redirects: [],
  http: { version: '1.1', status, headers: {} },
  at: NOON,
  ...part,
});

const status = (effect: Effect = 'down'): Assertion => ({
  effect,
  subject: 'status',
  ranges: [{ from: 200, to: 299 }],
});
const time = (effect: Effect, atMostMs: number): Assertion => ({ effect, subject: 'responseTime', atMostMs });
const ok: Assertion = { effect: 'down', subject: 'json', path: '$.status', comparison: { op: 'equals', value: 'ok' } };

describe('judge', () => {
  it('is up when every assertion passes, or when there is none', () => {
    expect(judge(answered(200), [status()])).toMatchObject({ verdict: 'up', findings: [{ outcome: 'pass' }] });
    expect(judge(answered(500), [])).toEqual({ verdict: 'up', findings: [] });
  });

  it.each(Object.keys(FAILURES) as FailureCode[])('%s decides by whom it blames', (code) => {
    const { verdict, failure: reason } = judge(answered(200, { failure: failure(code) }), [status()]);
    expect(verdict).toBe(FAILURES[code].blame === 'target' ? 'down' : 'unknown');
    expect(reason?.code).toBe(code);
  });

  it('still judges what had been seen when the answer broke off', () => {
    const broken = answered(503, { failure: failure('body_timeout') });
    const { findings, failure: reason } = judge(broken, [status(), ok]);
    expect(findings.map(({ outcome, found }) => [outcome, found])).toEqual([
      ['fail', '503 Service Unavailable'],
      ['unevaluable', 'no complete answer'],
    ]);
    expect(reason?.code).toBe('body_timeout');
  });

  it('tells what was expected and what came', () => {
    expect(judge(answered(503), [status()]).failure).toEqual({
      code: 'unexpected_status',
      message: 'Expected status 200-299, got 503 Service Unavailable.',
      expected: 'status 200-299',
      found: '503 Service Unavailable',
    });
  });

  it('lets the gravest assertion decide, whatever the order', () => {
    const slow = time('degraded', 800);
    const down = time('down', 850);
    expect(judge(answered(200), [slow])).toMatchObject({ verdict: 'degraded', failure: { code: 'too_slow' } });
    for (const assertions of [
      [slow, down],
      [down, slow],
    ]) {
      expect(judge(answered(200), assertions)).toMatchObject({
        verdict: 'down',
        failure: { expected: 'an answer within 850 ms' },
      });
    }
  });

  it('names the status before what follows from it', () => {
    const html = answered(502, { json: { '$.status': { notJson: 'a body that is not JSON' } } });
    for (const assertions of [
      [ok, status()],
      [status(), ok],
    ]) {
      expect(judge(html, assertions).failure?.code).toBe('unexpected_status');
    }
  });

  it('counts what cannot be evaluated as failed, with the same effect', () => {
    const html = answered(200, { json: { '$.status': { notJson: 'an empty body' } } });
    expect(judge(html, [status(), ok])).toMatchObject({
      verdict: 'down',
      failure: { code: 'assertion_failed', message: 'Expected $.status to be "ok", found an empty body.' },
    });
    expect(judge(html, [{ ...ok, effect: 'degraded' }]).verdict).toBe('degraded');
  });

  it('117: suggests patience where the server asks for it', () => {
    const limited = answered(429, { http: { version: '1.1', status: 429, headers: { 'retry-after': '120' } } });
    expect(judge(limited, [status()]).failure).toMatchObject({
      code: 'rate_limited',
      message:
        'Expected status 200-299, got 429 Too Many Requests; the server says that it is asked too often and asks to wait 120 s, so a longer interval may help.',
    });
    const expected: Assertion = { effect: 'down', subject: 'status', ranges: [{ from: 429, to: 429 }] };
    expect(judge(limited, [expected]).verdict).toBe('up');
  });

  it('does not repeat a wait that is not a number of seconds', () => {
    const http = { version: '1.1', status: 429, headers: { 'retry-after': '<b>soon</b>' } };
    expect(judge(answered(429, { http }), [status()]).failure?.message).not.toContain('soon');
  });

  it('29: warns of a certificate without a name of its own, unless something graver is wrong', () => {
    const certificate = { subject: 'CN=a', issuer: 'CN=b', serial: '1', validFrom: 0, validTo: NOON * 2, names: [] };
    const degraded = { verdict: 'degraded', failure: { code: 'tls_no_san' } };
    expect(judge(answered(200, { certificate }), [status()])).toMatchObject(degraded);
    expect(judge(answered(500, { certificate }), [status()]).verdict).toBe('down');
    expect(judge(answered(200, { certificate: { ...certificate, names: ['a'] } }), [status()]).verdict).toBe('up');
  });

  it('warns of a certificate, and says when there is none', () => {
    const days: Assertion = { effect: 'degraded', subject: 'certificate', daysLeft: 14 };
    const certificate = { subject: '', issuer: '', serial: '', validFrom: 0, validTo: NOON, names: [] };
    expect(judge(answered(200, { certificate }), [days])).toMatchObject({
      verdict: 'degraded',
      failure: { code: 'certificate_expiring' },
    });
    expect(judge(answered(200), [days]).failure?.code).toBe('assertion_failed');
  });
});
