/** Bodies without end, bombs, and text in every encoding. */
import zlib from 'node:zlib';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { answering, dripping, type OnSocket, okWith } from '../behaviours.ts';
import { bodyContains, STATUS_2XX } from '../builders.ts';
import type { Lab } from '../lab.ts';
import { type Family, HANGS_MS } from '../row.ts';

const KEYWORD = [STATUS_2XX, bodyContains('keyword')];
const NO_ERROR: Assertion = { effect: 'down', subject: 'body', op: 'notContains', text: 'error' };
const QUICK: Assertion = { effect: 'degraded', subject: 'responseTime', atMostMs: 100 };
const MIB = 1024 * 1024;

const json = (path: string, value: string | number): Assertion => ({
  effect: 'down',
  subject: 'json',
  path,
  comparison: { op: 'equals', value },
});

const doing =
  (onSocket: OnSocket) =>
  (lab: Lab): Promise<string> =>
    lab.tcp(onSocket);

/** `body` is made when the row is served: the large ones shall not be there for those who only read the table. */
const serving =
  (body: () => string | Uint8Array, ...headers: readonly string[]) =>
  (lab: Lab): Promise<string> =>
    lab.tcp(answering(okWith(body(), headers.map((line) => `${line}\r\n`).join(''))));

const CHUNK = Buffer.alloc(64 * 1024, 'x');

const endless = (lab: Lab): Promise<string> =>
  lab.http((_request, response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(CHUNK));
    };
    response.on('drain', write);
    write();
  });

const late =
  (ms: number) =>
  (lab: Lab): Promise<string> =>
    lab.tcp((socket) => {
      socket.once('data', () => {
        const timer = setTimeout(() => socket.write(okWith('keyword')), ms);
        socket.once('close', () => clearTimeout(timer));
      });
    });

/** The second half follows a moment later, in a packet of its own. */
const inTwo = (body: Uint8Array, at: number) =>
  doing((socket) => {
    const answer = okWith(body);
    const cut = answer.length - body.length + at;
    socket.once('data', () => {
      socket.write(answer.subarray(0, cut));
      setTimeout(() => socket.write(answer.subarray(cut)), 30);
    });
  });

const QUICKLY = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };
const packed = (text: string): string => `${'x'.repeat(5000)} ${text}`;

export const body: Family = {
  name: 'Bodies',
  rows: [
    { id: '81a', does: 'sends a body without end, and only its status matters', expected: 'up', serve: endless },
    {
      id: '81b',
      does: 'sends a body without end that lacks the keyword',
      expected: 'down body_too_large',
      serve: endless,
      assertions: KEYWORD,
      isBomb: true,
    },
    {
      id: '81c',
      does: 'sends a body without end that must not hold a word',
      expected: 'down body_too_large',
      serve: endless,
      assertions: [NO_ERROR],
      isBomb: true,
    },
    {
      id: '81d',
      does: 'sends JSON of more than a MiB',
      expected: 'down body_too_large',
      serve: serving(() => `{"a":"${'x'.repeat(MIB)}"}`),
      assertions: [json('$.a', 'x')],
      isBomb: true,
    },
    {
      id: '82a',
      does: 'drips its body',
      expected: 'down body_timeout',
      serve: doing(dripping('HTTP/1.1 200 OK\r\n\r\n', 'x', 100)),
      timeoutMs: HANGS_MS,
    },
    {
      id: '82b',
      does: 'drips a body that is to hold a keyword',
      expected: 'down body_timeout',
      serve: doing(dripping('HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n', 'x', 100)),
      assertions: KEYWORD,
      timeoutMs: HANGS_MS,
    },
    {
      id: '82c',
      does: 'is a stream of events',
      expected: 'up',
      serve: doing(answering('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n')),
    },
    {
      id: '83a',
      does: 'answers after the deadline',
      expected: 'down http_timeout',
      serve: late(3000),
      timeoutMs: HANGS_MS,
    },
    {
      id: '83b',
      does: 'answers late, but before the deadline',
      expected: 'degraded too_slow',
      serve: late(300),
      assertions: [STATUS_2XX, QUICK],
    },
    { id: '84a', does: 'sends an empty body', expected: 'up', serve: serving(() => '') },
    {
      id: '84b',
      does: 'sends an empty body where a keyword is expected',
      expected: 'down assertion_failed',
      serve: serving(() => ''),
      assertions: KEYWORD,
    },
    {
      id: '84c',
      does: 'promises a body to HEAD, and sends none',
      expected: 'up',
      serve: doing(answering('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n')),
      monitor: { method: 'HEAD' },
    },
    {
      id: '85a',
      does: 'sends 200 kB of gzip that hold 200 MB',
      expected: 'down body_too_large',
      serve: serving(() => zlib.gzipSync(Buffer.alloc(200 * MIB)), 'content-encoding: gzip'),
      assertions: KEYWORD,
      isBomb: true,
    },
    {
      id: '85b',
      does: 'sends a bomb of brotli',
      expected: 'down body_too_large',
      serve: serving(() => zlib.brotliCompressSync(Buffer.alloc(200 * MIB), QUICKLY), 'content-encoding: br'),
      assertions: KEYWORD,
      isBomb: true,
    },
    {
      id: '85c',
      does: 'sends a bomb within a bomb',
      expected: 'down body_too_large',
      serve: serving(() => zlib.gzipSync(zlib.gzipSync(Buffer.alloc(200 * MIB))), 'content-encoding: gzip, gzip'),
      assertions: KEYWORD,
      isBomb: true,
    },
    {
      id: '85d',
      does: 'sends a bomb that begins with the keyword',
      expected: 'up',
      serve: serving(
        () => zlib.gzipSync(Buffer.concat([Buffer.from('keyword'), Buffer.alloc(64 * MIB)])),
        'content-encoding: gzip',
      ),
      assertions: KEYWORD,
      isBomb: true,
    },
    {
      id: '85e',
      does: 'packs its body though nobody asked for it',
      expected: 'up',
      serve: serving(() => zlib.gzipSync(packed('keyword')), 'content-encoding: gzip'),
      assertions: KEYWORD,
    },
    {
      id: '86a',
      does: 'calls a body gzip that is not',
      expected: 'down protocol_error',
      serve: serving(() => 'not gzip at all', 'content-encoding: gzip'),
      assertions: KEYWORD,
    },
    {
      id: '86b',
      does: 'packs its body in a way that nobody knows',
      expected: 'down protocol_error',
      serve: serving(() => 'PK', 'content-encoding: zip'),
      assertions: KEYWORD,
    },
    {
      id: '86c',
      does: 'packs its body four times',
      expected: 'down protocol_error',
      serve: serving(() => 'x', 'content-encoding: gzip, gzip, gzip, gzip'),
      assertions: KEYWORD,
    },
    {
      id: '89a',
      does: 'sends the keyword in two pieces',
      expected: 'up',
      serve: inTwo(Buffer.from('keyword'), 3),
      assertions: KEYWORD,
    },
    {
      id: '89b',
      does: 'sends a character in two pieces',
      expected: 'up',
      serve: inTwo(Buffer.from('é'), 1),
      assertions: [bodyContains('é')],
    },
    {
      id: '89c',
      does: 'has the keyword at the edge of the first MiB',
      expected: 'up',
      serve: serving(() => `${'x'.repeat(MIB - 7)}keyword and more`),
      assertions: KEYWORD,
    },
    {
      id: '89d',
      does: 'has the keyword over the edge of the first MiB',
      expected: 'down body_too_large',
      serve: serving(() => `${'x'.repeat(MIB - 6)}keyword and more`),
      assertions: KEYWORD,
    },
    {
      id: '89e',
      does: 'ends at a MiB with the keyword',
      expected: 'up',
      serve: serving(() => `${'x'.repeat(MIB - 7)}keyword`),
      assertions: KEYWORD,
    },
    {
      id: '89f',
      does: 'ends at a MiB without the keyword',
      expected: 'down assertion_failed',
      serve: serving(() => 'x'.repeat(MIB)),
      assertions: KEYWORD,
    },
    {
      id: '89g',
      does: 'writes UTF-8 with a byte order mark',
      expected: 'up',
      serve: serving(() => '\uFEFFkeyword'),
      assertions: KEYWORD,
    },
    {
      id: '89h',
      does: 'writes UTF-16 with a byte order mark',
      expected: 'up',
      serve: serving(() => Buffer.from('\uFEFFkeyword', 'utf16le')),
      assertions: KEYWORD,
    },
    {
      id: '89i',
      does: 'writes UTF-16 the other way round',
      expected: 'up',
      serve: serving(() => Buffer.from('\uFEFFkeyword', 'utf16le').swap16()),
      assertions: KEYWORD,
    },
    {
      id: '89j',
      does: 'names UTF-16 as its charset',
      expected: 'up',
      serve: serving(() => Buffer.from('keyword', 'utf16le'), 'content-type: text/plain; charset=utf-16le'),
      assertions: KEYWORD,
    },
    {
      id: '89k',
      does: 'names Latin-1 as its charset',
      expected: 'up',
      serve: serving(() => Buffer.from('café', 'latin1'), 'content-type: text/html; Charset="ISO-8859-1"'),
      assertions: [bodyContains('café')],
    },
    {
      id: '89l',
      does: 'writes invalid UTF-8 around the keyword',
      expected: 'up',
      serve: serving(() => Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from('keyword'), Buffer.from([0xc3])])),
      assertions: KEYWORD,
    },
    {
      id: '89m',
      does: 'names a charset that nobody knows',
      expected: 'up',
      serve: serving(() => 'é', 'content-type: text/plain; charset=klingon'),
      assertions: [bodyContains('é')],
    },
    {
      id: '250',
      does: 'sends HTML where JSON is expected',
      expected: 'down assertion_failed',
      serve: serving(() => '<html>no</html>'),
      assertions: [json('$.status', 'ok')],
    },
    {
      id: '251',
      does: 'sends JSON nested 200,000 deep',
      expected: 'down assertion_failed',
      serve: serving(() => `${'['.repeat(200_000)}${']'.repeat(200_000)}`),
      assertions: [json('$..status', 'ok')],
      isBomb: true,
    },
    {
      id: '252',
      does: 'sends JSON with 100,000 nodes for a path to select',
      expected: 'down assertion_failed',
      serve: serving(() => JSON.stringify(Array.from({ length: 100_000 }, () => ({ a: 1 })))),
      assertions: [json('$..a', 2)],
      isBomb: true,
    },
    {
      id: '253',
      does: 'sends half a document of JSON',
      expected: 'down assertion_failed',
      serve: serving(() => '{"status":"ok"'),
      assertions: [json('$.status', 'ok')],
    },
    {
      id: '254',
      does: 'sends JSON with a key __proto__',
      expected: 'down assertion_failed',
      serve: serving(() => '{"__proto__":{"status":"ok"}}'),
      assertions: [json('$.status', 'ok')],
    },
    {
      id: '255',
      does: 'sends its body in ten thousand chunks of a byte',
      expected: 'down assertion_failed',
      serve: doing(
        answering(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(10_000)}0\r\n\r\n`),
      ),
      assertions: KEYWORD,
    },
  ],
};
