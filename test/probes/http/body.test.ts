/** Rows 81 to 90 of the lab: bodies without end, bombs, and text in every encoding. */
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/assertion.ts';
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
  it('81: an endless one satisfies a monitor that only asks for the status', async () => {
    expect((await look(await endless())).outcome).toBe('up');
  });

  it('81: an endless one is body_too_large for a keyword that is not in its first MiB', async () => {
    const { judgement, observation } = await look(await endless(), { assertions: KEYWORD });
    expect(judgement.failure?.code).toBe('body_too_large');
    expect(observation.body).toMatchObject({ truncated: true });
    expect(observation.body?.text.length).toBe(CAP_BYTES);
  });

  it('81: no keyword that must be absent is proved absent by a part of the body', async () => {
    const absent: Assertion = { effect: 'down', subject: 'body', op: 'notContains', text: 'error' };
    expect((await look(await endless(), { assertions: [absent] })).outcome).toBe('body_too_large');
  });

  it('81: JSON that was cut at the cap is body_too_large', async () => {
    const json: Assertion = { effect: 'down', subject: 'json', path: '$.a', comparison: { op: 'exists', value: true } };
    expect(await verdictOf(`{"a":"${'x'.repeat(CAP_BYTES)}"}`, '', [json])).toBe('body_too_large');
  });

  it.each([[[STATUS_2XX]], [KEYWORD], [[ANY_TIME]]])(
    '82: one that drips for ever is body_timeout',
    async (assertions) => {
      const url = await tcpServer(dripping('HTTP/1.1 200 OK\r\n\r\n', 'x', 20));
      expect((await look(url, { assertions, timeoutMs: 200 })).outcome).toBe('body_timeout');
    },
  );

  it('a stream of events is answered once its header is there', async () => {
    const url = await tcpServer(answering('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n'));
    expect((await look(url, { timeoutMs: 1000 })).outcome).toBe('up');
  });

  it('no text is kept when no assertion asks for it', async () => {
    expect((await look(await serving('secret'))).observation.body).toBeUndefined();
  });

  it('the answer to HEAD has no body, whatever its length says', async () => {
    const url = await tcpServer(answering('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n'));
    expect((await look(url, { target: { method: 'HEAD' }, timeoutMs: 1000 })).outcome).toBe('up');
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

  it('a keyword within the cap of a bomb is found', async () => {
    const bomb = zlib.gzipSync(Buffer.concat([Buffer.from('keyword'), Buffer.alloc(8 * CAP_BYTES)]));
    expect(await verdictOf(bomb, 'content-encoding: gzip\r\n')).toBe('up');
  });

  it.each([
    ['gzip', 'not gzip at all'],
    ['zip', 'PK'],
    ['gzip, gzip, gzip, gzip', 'x'],
  ])('what claims to be %s and is not is protocol_error', async (encoding, body) => {
    expect(await verdictOf(body, `content-encoding: ${encoding}\r\n`)).toBe('protocol_error');
  });
});

describe('text', () => {
  it('89: a keyword is found when it comes in two pieces', async () => {
    const url = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nkey');
        setTimeout(() => socket.write('word'), 30);
      });
    });
    expect((await look(url, { assertions: KEYWORD })).outcome).toBe('up');
  });

  it('89: a character is whole when it comes in two pieces', async () => {
    const [first, ...rest] = Buffer.from('é');
    const url = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write(
          Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'), Buffer.from([first ?? 0])]),
        );
        setTimeout(() => socket.write(Buffer.from(rest)), 30);
      });
    });
    expect((await look(url, { assertions: [bodyContains('é')] })).outcome).toBe('up');
  });

  it.each([
    ['at the edge of the cap', `${'x'.repeat(CAP_BYTES - 7)}keyword and more`, 'up'],
    ['over the edge of the cap', `${'x'.repeat(CAP_BYTES - 6)}keyword and more`, 'body_too_large'],
    ['at the end of a body as large as the cap', `${'x'.repeat(CAP_BYTES - 7)}keyword`, 'up'],
    ['not at all in a body as large as the cap', 'x'.repeat(CAP_BYTES), 'assertion_failed'],
  ])('89: a keyword %s', async (_where, body, outcome) => {
    expect(await verdictOf(body)).toBe(outcome);
  });

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
