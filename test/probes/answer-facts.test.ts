/** Metrics and patterns, from a real answer to the verdict. */
import { describe, expect, it } from 'vitest';
import type { Assertion, Comparison } from '../../shared/domain/checks/assertion.ts';
import { look } from '../lab/look.ts';
import { answering, httpServer, okWith, tcpServer } from '../lab/servers.ts';

const CAP_BYTES = 1024 * 1024;
const METRICS = [
  '# TYPE queue_depth gauge',
  'queue_depth{queue="mail"} 120',
  'queue_depth{queue="bulk"} 4000',
  'worker_up 1',
  '',
].join('\n');

const serving = (body: string, headers = ''): Promise<string> => tcpServer(answering(okWith(body, headers)));

const metric = (selector: string, comparison: Comparison): Assertion => ({
  effect: 'down',
  subject: 'metric',
  selector,
  of: 'value',
  comparison,
});

const bodyPattern = (op: 'matches' | 'notMatches', text: string): Assertion => ({
  effect: 'down',
  subject: 'body',
  op,
  text,
});

async function outcomes(url: string, ...assertions: Assertion[]): Promise<string[]> {
  const { judgement } = await look(url, { assertions });
  return judgement.findings.map(({ outcome, found }) => `${outcome}: ${found}`);
}

describe('metrics', () => {
  it('are selected by name and labels', async () => {
    const atMost = { op: 'atMost', value: 100 } as const;
    expect(
      await outcomes(
        await serving(METRICS),
        metric('queue_depth{queue="mail"}', atMost),
        metric('queue_depth', atMost),
        metric('queue_depth{queue="none"}', atMost),
        metric('worker_up', { op: 'equals', value: 1 }),
      ),
    ).toEqual(['fail: 120', 'fail: {queue="mail"} 120, {queue="bulk"} 4000', 'unevaluable: no such series', 'pass: 1']);
  });

  it('are not found in a login page that answers with 200', async () => {
    const { judgement } = await look(await serving('<!doctype html>\n<title>Log in</title>\n'), {
      assertions: [metric('worker_crashed', { op: 'exists', value: false })],
    });
    expect(judgement).toMatchObject({
      verdict: 'down',
      failure: {
        message:
          'Expected worker_crashed not to exist, found a body that is not Prometheus text: line 1 is "<!doctype html>".',
      },
    });
  });

  it('of a body beyond the cap prove nothing good, but may prove something bad', async () => {
    const url = await httpServer((_request, response) => response.end('up 1\nbad 9\n'.repeat(CAP_BYTES / 8)));
    const { judgement } = await look(url, {
      assertions: [metric('up', { op: 'equals', value: 1 }), metric('bad', { op: 'equals', value: 1 })],
    });
    expect(judgement.findings.map(({ outcome }) => outcome)).toEqual(['unevaluable', 'fail']);
    expect((await look(url, { assertions: [metric('up', { op: 'equals', value: 1 })] })).outcome).toBe(
      'body_too_large',
    );
  });
});

describe('patterns', () => {
  it('are tried on the body, on headers and on texts in JSON', async () => {
    const url = await serving('{"version":"2.14","items":["a1","b"]}', 'X-Build: 77-gabc\r\n');
    const json = (path: string, value: string): Assertion => ({
      effect: 'down',
      subject: 'json',
      path,
      comparison: { op: 'matches', value },
    });
    expect(
      await outcomes(
        url,
        bodyPattern('matches', String.raw`"version":\s*"2\.`),
        bodyPattern('notMatches', '(?i)VERSION'),
        {
          effect: 'down',
          subject: 'header',
          name: 'x-build',
          comparison: { op: 'matches', value: String.raw`^\d+-g` },
        },
        json('$.version', String.raw`^2\.\d+$`),
        json('$.items[*]', String.raw`\d`),
        json('$.items', 'a'),
      ),
    ).toEqual([
      'pass: "{"version":"2.14","items":["a1","b"]}"',
      'fail: "{"version":"2.14","items":["a1","b"]}"',
      'pass: "77-gabc"',
      'pass: "2.14"',
      'fail: "b"',
      'unevaluable: a list of 2',
    ]);
  });

  it('show where they found something', async () => {
    const body = `${'x'.repeat(500)} error 42 ${'y'.repeat(500)}`;
    const [finding] = await outcomes(await serving(body), bodyPattern('notMatches', String.raw`error \d+`));
    expect(finding).toMatch(/^fail: "…x+ error 42 y+…"$/);
  });

  it('prove nothing by the end of a body that was cut there', async () => {
    const url = await httpServer((_request, response) => response.end('a'.repeat(2 * CAP_BYTES)));
    expect(
      (
        await outcomes(url, bodyPattern('matches', 'a$'), bodyPattern('notMatches', 'b'), bodyPattern('matches', 'aa'))
      ).map((each) => each.slice(0, 4)),
    ).toEqual(['unev', 'unev', 'pass']);
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(CAP_BYTES - 1)}!`],
    ['([ab]*)*a[ab]{400}c', `c${'ab'.repeat(CAP_BYTES / 2 - 1)}`],
    ['(.*)(.*)(.*)(.*)[0-9]{4}x', 'x1234 '.repeat(150_000)],
  ])('that would hang other engines for ever come to an end: %s', { timeout: 60_000 }, async (pattern, body) => {
    const url = await serving(body);
    const { judgement } = await look(url, { assertions: [bodyPattern('notMatches', pattern)], timeoutMs: 30_000 });
    expect(judgement.findings[0]?.outcome).toBe('unevaluable');
  });
});

describe('phases', () => {
  it('are judged one by one', async () => {
    const url = await httpServer((_request, response) => {
      setTimeout(() => response.end('late'), 80);
    });
    const phase = (name: 'tls' | 'connect' | 'firstByte' | 'transfer', atMostMs: number): Assertion => ({
      effect: 'degraded',
      subject: 'phase',
      phase: name,
      atMostMs,
    });
    const { judgement } = await look(url, {
      assertions: [phase('connect', 5000), phase('firstByte', 40), phase('transfer', 5000), phase('tls', 5000)],
    });
    expect(judgement.findings.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'pass', 'unevaluable']);
    expect(judgement).toMatchObject({ verdict: 'degraded', failure: { code: 'too_slow' } });
  });
});
