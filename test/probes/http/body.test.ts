/** Rows 81 to 90 of the lab: bodies without end, bombs, and text in every encoding. */
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { bodyContains, look, STATUS_2XX } from '../../lab/look.ts';
import { answering, dripping, httpServer, okWith, tcpServer } from '../../lab/servers.ts';

const KEYWORD = [STATUS_2XX, bodyContains('keyword')];
const CAP_BYTES = 1024 * 1024;
const ANY_TIME: Assertion = { effect: 'down', subject: 'responseTime', atMostMs: 60_000 };

const endless = (): Promise<string> =>
  httpServer((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const write = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    write();
  });

const serving = (body: string | Uint8Array, headers = ''): Promise<string> =>
  tcpServer(answering(okWith(body, headers)));

async function verdictOf(body: string | Uint8Array, headers = '', assertions = KEYWORD): Promise<string> {
  return (await look(await serving(body, headers), { assertions })).outcome;
}

describe('how far a body is read', () => {
  it('81: an endless one is body_too_large for a keyword that is not in its first MiB', async () => {
    const { judgement, observation } = await look(await endless(), { assertions: KEYWORD });
    expect(judgement.failure?.code).toBe('body_too_large');
    expect(observation.body).toMatchObject({ truncated: true });
    expect(observation.body?.text.length).toBe(CAP_BYTES);
  });

  it.each([[[STATUS_2XX]], [KEYWORD], [[ANY_TIME]]])(
    '82: one that drips for ever is body_timeout',
    async (assertions) => {
      const url = await tcpServer(dripping('HTTP/1.1 200 OK\r\n\r\n', 'x', 20));
      expect((await look(url, { assertions, timeoutMs: 200 })).outcome).toBe('body_timeout');
    },
  );

  it('no text is kept when no assertion asks for it', async () => {
    expect((await look(await serving('secret'))).observation.body).toBeUndefined();
  });
});

describe('compressed bodies', () => {
  const text = `${'x'.repeat(5000)} keyword`;

  it('asks for none', async () => {
    let asked: string | undefined;
    const url = await httpServer((request, response) => {
      asked = request.headers['accept-encoding'];
      response.end();
    });
    await look(url);
    expect(asked).toBe('identity');
  });

  it.each([
    ['gzip', zlib.gzipSync(text)],
    ['x-gzip', zlib.gzipSync(text)],
    ['deflate', zlib.deflateSync(text)],
    ['deflate', zlib.deflateRawSync(text)],
    ['br', zlib.brotliCompressSync(text)],
    ['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(text))],
    ['identity', Buffer.from(text)],
  ])('unpacks %s all the same', async (encoding, body) => {
    expect(await verdictOf(body, `content-encoding: ${encoding}\r\n`)).toBe('up');
  });

  it.each([
    ['gzip', zlib.gzipSync(Buffer.alloc(64 * CAP_BYTES))],
    [
      'br',
      zlib.brotliCompressSync(Buffer.alloc(64 * CAP_BYTES), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
    ],
  ])('85: a bomb of %s is body_too_large, and most of it is never unpacked', async (encoding, bomb) => {
    const url = await serving(bomb, `content-encoding: ${encoding}\r\n`);
    const before = process.memoryUsage.rss();
    const { outcome, observation } = await look(url, { assertions: KEYWORD });
    expect(outcome).toBe('body_too_large');
    expect(observation.body?.text.length).toBe(CAP_BYTES);
    expect(process.memoryUsage.rss() - before).toBeLessThan(32 * CAP_BYTES);
  });
});

describe('text', () => {
  it.each<[string, Uint8Array, string, string]>([
    ['UTF-8 with a mark', Buffer.from('\uFEFFkeyword'), '', 'keyword'],
    ['UTF-16 with a mark', Buffer.from('\uFEFFkeyword', 'utf16le'), '', 'keyword'],
    ['UTF-16 with a mark, the other way round', Buffer.from('\uFEFFkeyword', 'utf16le').swap16(), '', 'keyword'],
    [
      'UTF-16 by its charset',
      Buffer.from('keyword', 'utf16le'),
      'content-type: text/plain; charset=utf-16le\r\n',
      'keyword',
    ],
    [
      'Latin-1 by its charset',
      Buffer.from('café', 'latin1'),
      'content-type: text/html; Charset="ISO-8859-1"\r\n',
      'café',
    ],
    ['invalid UTF-8', Buffer.from([0xff, 0x41, 0xc3]), '', '\uFFFDA\uFFFD'],
    ['an unknown charset', Buffer.from('é'), 'content-type: text/plain; charset=klingon\r\n', 'é'],
  ])('89: %s is read', async (_what, body, headers, text) => {
    const { observation } = await look(await serving(body, headers), { assertions: KEYWORD });
    expect(observation.body?.text).toBe(text);
  });
});

describe('JSON', () => {
  const at = (path: string, value: string | number): Assertion => ({
    effect: 'down',
    subject: 'json',
    path,
    comparison: { op: 'equals', value },
  });
  const body = '{"status":"ok","checks":{"database":"down"},"parts":[{"ms":1},{"ms":2}]}';

  it('is searched by path, and the raw nodes are kept', async () => {
    const assertions = [at('$.status', 'ok'), at('$.parts[*].ms', 1), at('$..database', 'down')];
    const { observation } = await look(await serving(body), { assertions });
    expect(observation.json).toEqual({
      '$.status': { nodes: ['ok'] },
      '$.parts[*].ms': { nodes: [1, 2] },
      '$..database': { nodes: ['down'] },
    });
  });

  it('says what was expected and what is there', async () => {
    const { judgement } = await look(await serving(body), { assertions: [at('$.checks.database', 'ok')] });
    expect(judgement.failure).toEqual({
      code: 'assertion_failed',
      message: 'Expected $.checks.database to be "ok", found "down".',
      expected: '$.checks.database to be "ok"',
      found: '"down"',
    });
  });

  it.each([
    ['<html>no</html>', 'found a body that is not JSON, which begins with "<html>no</html>".'],
    ['', 'found an empty body.'],
    ['[[[', 'found a body that is not JSON, which begins with "[[[".'],
    ['{}', 'found nothing there.'],
  ])('%j cannot be evaluated', async (text, found) => {
    const { judgement } = await look(await serving(text), { assertions: [at('$.status', 'ok')] });
    expect(judgement.findings[0]?.outcome).toBe('unevaluable');
    expect(judgement.failure?.message).toBe(`Expected $.status to be "ok", ${found}`);
  });

  it('nested without end neither crashes nor hangs the probe', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(await verdictOf(deep, '', [at('$..status', 'ok')])).toBe('assertion_failed');
    expect(await verdictOf(deep, '', [at('$[0]', 'ok')])).toBe('assertion_failed');
  });

  it('a path that is none is a fault of the configuration', async () => {
    const { judgement } = await look(await serving(body), { assertions: [at('status', 'ok')] });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'invalid_target' } });
  });
});
