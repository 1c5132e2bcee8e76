/** Rows 44 to 79 of the lab: answers that are not quite HTTP, and answers that are and look odd. */
import { describe, expect, it } from 'vitest';
import { bodyContains, look, STATUS_2XX } from '../../lab/look.ts';
import { answering, answeringAndClosing, dripping, tcpServer } from '../../lab/servers.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const header = (line: string): string => `${HEAD}${line}\r\ncontent-length: 2\r\n\r\nok`;

type Row = readonly [row: number, what: string, outcome: string, serve: Parameters<typeof tcpServer>[0]];

const ROWS: readonly Row[] = [
  [44, 'half a status line and the end', 'connection_closed', answeringAndClosing('HTTP/1.1 20')],
  [44, 'half a header and the end', 'connection_closed', answeringAndClosing(`${HEAD}content-le`)],
  [45, 'a body without a header', 'protocol_error', answeringAndClosing('<html>hello</html>\n')],
  [45, 'the banner of another protocol', 'protocol_error', answering('SSH-2.0-OpenSSH_9.9\r\n')],
  [47, 'HTTP/1.0, ended by closing', 'up', answeringAndClosing('HTTP/1.0 200 OK\r\n\r\nok')],
  [
    48,
    'HTTP/1.0 that keeps alive',
    'up',
    answering('HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok'),
  ],
  [51, 'a status of letters', 'protocol_error', answering('HTTP/1.1 abc OK\r\ncontent-length: 0\r\n\r\n')],
  [51, 'a status of two digits', 'protocol_error', answering('HTTP/1.1 99 OK\r\ncontent-length: 0\r\n\r\n')],
  [51, 'a status of four digits', 'protocol_error', answering('HTTP/1.1 1234 OK\r\ncontent-length: 0\r\n\r\n')],
  [51, 'the status 000', 'protocol_error', answering('HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n')],
  [51, 'the status 100 and nothing more to wait for', 'protocol_error', answering('HTTP/1.1 100 Continue\r\n\r\n')],
  [
    51,
    'an upgrade that nobody asked for',
    'protocol_error',
    answering('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
  [53, 'the status 600', 'unexpected_status', answering('HTTP/1.1 600 OK\r\ncontent-length: 0\r\n\r\n')],
  [53, 'the status 999', 'unexpected_status', answering('HTTP/1.1 999 OK\r\ncontent-length: 0\r\n\r\n')],
  [55, 'a reason of 200 kB', 'up', answering(`HTTP/1.1 200 ${'x'.repeat(200_000)}\r\ncontent-length: 0\r\n\r\n`)],
  [58, 'a header of 17 KiB', 'headers_too_large', answering(header(`x: ${'y'.repeat(17 * 1024)}`))],
  [58, '5,000 headers', 'headers_too_large', answering(header('x-y: zzz\r\n'.repeat(5000).trimEnd()))],
  [58, 'a header without end', 'headers_too_large', dripping(HEAD, `x: ${'y'.repeat(1000)}\r\n`, 1)],
  [
    58,
    'a trailer of 20 KiB',
    'headers_too_large',
    answering(`${HEAD}transfer-encoding: chunked\r\n\r\n0\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
  ],
  [60, 'a header without a colon', 'protocol_error', answering(header('x y'))],
  [60, 'a space before the colon', 'protocol_error', answering(header('x : y'))],
  [60, 'a folded header', 'protocol_error', answering(header('x: y\r\n z'))],
  [60, 'a NUL in a header', 'protocol_error', answering(header('x: y\0z'))],
  [60, 'a bare carriage return', 'protocol_error', answering(header('x: y\rz: a'))],
  [61, 'Latin-1 in a header', 'up', answering(Buffer.from(header('x: caf\xe9'), 'latin1'))],
  [
    63,
    'a content-length beyond all numbers',
    'protocol_error',
    answering(`${HEAD}content-length: 99999999999999999999\r\n\r\nok`),
  ],
  [63, 'the same content-length twice', 'protocol_error', answering(header('content-length: 2'))],
  [63, 'two content-lengths', 'protocol_error', answering(header('content-length: 3'))],
  [63, 'a content-length beside chunks', 'protocol_error', answering(`${header('transfer-encoding: chunked')}`)],
  [
    64,
    'a content-length too large, and the end',
    'body_truncated',
    answeringAndClosing(`${HEAD}content-length: 9\r\n\r\nok`),
  ],
  [
    64,
    'the same where the server announces the end',
    'body_truncated',
    answeringAndClosing(`${HEAD}connection: close\r\ncontent-length: 9\r\n\r\nok`),
  ],
  [70, 'a chunk size of letters', 'protocol_error', answering(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\nok\r\n`)],
  [
    70,
    'a chunk size beyond all numbers',
    'protocol_error',
    answering(`${HEAD}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nok\r\n`),
  ],
  [
    70,
    'a chunk that does not end',
    'protocol_error',
    answering(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\nokok\r\n0\r\n\r\n`),
  ],
  [
    71,
    'no last chunk, and the end',
    'body_truncated',
    answeringAndClosing(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n`),
  ],
  [
    71,
    'the same where the server announces the end',
    'body_truncated',
    answeringAndClosing(`${HEAD}connection: close\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n`),
  ],
  [79, 'a 204 with a body', 'up', answering('HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok')],
  [79, 'a 304 with a body', 'unexpected_status', answering('HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\nok')],
  [
    80,
    'early hints before the answer',
    'up',
    answering(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${header('x: y')}`),
  ],
];

describe('the framing of an answer', () => {
  it.each(ROWS)('%i: %s is %s', async (_row, _what, outcome, serve) => {
    const sight = await look(await tcpServer(serve), { timeoutMs: 3000 });
    expect(sight.outcome).toBe(outcome);
    expect([...(sight.judgement.failure?.message ?? '')].length).toBeLessThan(512);
  });

  it.each([
    ['with a length', 'content-length: 9999\r\n'],
    ['in chunks', 'transfer-encoding: chunked\r\n'],
    ['without a length', 'x: y\r\n'],
    ['announced as the last', 'connection: close\r\n'],
  ])('74: a reset in the middle of a body %s is body_truncated', async (_what, line) => {
    const url = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write(`${HEAD}${line}\r\n2\r\nok\r\n`);
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
    });
    const { outcome, observation } = await look(url);
    expect(outcome).toBe('body_truncated');
    expect(observation.http?.status).toBe(200);
  });

  it('84: an empty answer is up, unless something is expected of its body', async () => {
    const url = await tcpServer(answering(`${HEAD}content-length: 0\r\n\r\n`));
    expect((await look(url)).outcome).toBe('up');
    const { judgement } = await look(url, { assertions: [STATUS_2XX, bodyContains('ok')] });
    expect(judgement.failure?.message).toBe('Expected the body to contain "ok", found an empty body.');
  });

  it('what the target wrote as its reason is not repeated', async () => {
    const url = await tcpServer(answering('HTTP/1.1 503 \u001b[31m<b>oops\r\ncontent-length: 0\r\n\r\n'));
    expect((await look(url)).judgement.failure?.message).toBe('Expected status 200-299, got 503 Service Unavailable.');
  });
});
