/** Answers that are not quite HTTP, and answers that are and look odd. */
import http2 from 'node:http2';
import { answering, answeringAndClosing, dripping, greeting, type OnSocket } from '../behaviours.ts';
import type { Lab } from '../lab.ts';
import { type Family, HANGS_MS } from '../row.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const header = (line: string): string => `${HEAD}${line}\r\ncontent-length: 2\r\n\r\nok`;
const status = (line: string): string => `HTTP/1.1 ${line}\r\ncontent-length: 0\r\n\r\n`;
const HINTS = 'HTTP/1.1 103 Early Hints\r\n\r\n';

const doing =
  (onSocket: OnSocket) =>
  (lab: Lab): Promise<string> =>
    lab.tcp(onSocket);

/** Begins an answer and resets the connection. */
const resetAfter = (line: string) =>
  doing((socket) => {
    socket.once('data', () => {
      socket.write(`${HEAD}${line}\r\n2\r\nok\r\n`);
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
  });

export const framing: Family = {
  name: 'Framing',
  rows: [
    {
      id: '44a',
      does: 'sends half a status line and the end',
      expected: 'down connection_closed',
      serve: doing(answeringAndClosing('HTTP/1.1 20')),
    },
    {
      id: '44b',
      does: 'sends half a header and the end',
      expected: 'down connection_closed',
      serve: doing(answeringAndClosing(`${HEAD}content-le`)),
    },
    {
      id: '45a',
      does: 'sends a body without a header',
      expected: 'down protocol_error',
      serve: doing(answeringAndClosing('<html>hello</html>\n')),
    },
    {
      id: '45b',
      does: 'sends the banner of another protocol',
      expected: 'down protocol_error',
      serve: doing(answering('SSH-2.0-OpenSSH_9.9\r\n')),
    },
    {
      id: '47',
      does: 'sends HTTP/1.0, ended by closing',
      expected: 'up',
      serve: doing(answeringAndClosing('HTTP/1.0 200 OK\r\n\r\nok')),
    },
    {
      id: '48',
      does: 'sends HTTP/1.0 that keeps alive',
      expected: 'up',
      serve: doing(answering('HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok')),
    },
    {
      id: '51a',
      does: 'sends a status of letters',
      expected: 'down protocol_error',
      serve: doing(answering('HTTP/1.1 abc OK\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '51b',
      does: 'sends a status of two digits',
      expected: 'down protocol_error',
      serve: doing(answering('HTTP/1.1 99 OK\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '51c',
      does: 'sends a status of four digits',
      expected: 'down protocol_error',
      serve: doing(answering('HTTP/1.1 1234 OK\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '51d',
      does: 'sends the status 000',
      expected: 'down protocol_error',
      serve: doing(answering('HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '51e',
      does: 'sends the status 100 and nothing more to wait for',
      expected: 'down protocol_error',
      serve: doing(answering('HTTP/1.1 100 Continue\r\n\r\n')),
    },
    {
      id: '51f',
      does: 'sends an upgrade that nobody asked for',
      expected: 'down protocol_error',
      serve: doing(answering('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')),
    },
    {
      id: '53a',
      does: 'sends the status 600',
      expected: 'down unexpected_status',
      serve: doing(answering('HTTP/1.1 600 OK\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '53b',
      does: 'sends the status 999',
      expected: 'down unexpected_status',
      serve: doing(answering('HTTP/1.1 999 OK\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '55',
      does: 'sends a reason of 200 kB',
      expected: 'up',
      serve: doing(answering(`HTTP/1.1 200 ${'x'.repeat(200_000)}\r\ncontent-length: 0\r\n\r\n`)),
    },
    {
      id: '58a',
      does: 'sends a header of 17 KiB',
      expected: 'down headers_too_large',
      serve: doing(answering(header(`x: ${'y'.repeat(17 * 1024)}`))),
    },
    {
      id: '58b',
      does: 'sends 5,000 headers',
      expected: 'down headers_too_large',
      serve: doing(answering(header('x-y: zzz\r\n'.repeat(5000).trimEnd()))),
    },
    {
      id: '58c',
      does: 'sends a header without end',
      expected: 'down headers_too_large',
      serve: doing(dripping(HEAD, `x: ${'y'.repeat(1000)}\r\n`, 1)),
    },
    {
      id: '58d',
      does: 'sends a trailer of 20 KiB',
      expected: 'down headers_too_large',
      serve: doing(answering(`${HEAD}transfer-encoding: chunked\r\n\r\n0\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)),
    },
    {
      id: '60a',
      does: 'sends a header without a colon',
      expected: 'down protocol_error',
      serve: doing(answering(header('x y'))),
    },
    {
      id: '60b',
      does: 'sends a space before the colon',
      expected: 'down protocol_error',
      serve: doing(answering(header('x : y'))),
    },
    {
      id: '60c',
      does: 'sends a folded header',
      expected: 'down protocol_error',
      serve: doing(answering(header('x: y\r\n z'))),
    },
    {
      id: '60d',
      does: 'sends a NUL in a header',
      expected: 'down protocol_error',
      serve: doing(answering(header('x: y\0z'))),
    },
    {
      id: '60e',
      does: 'sends a bare carriage return',
      expected: 'down protocol_error',
      serve: doing(answering(header('x: y\rz: a'))),
    },
    {
      id: '61',
      does: 'sends Latin-1 in a header',
      expected: 'up',
      serve: doing(answering(Buffer.from(header('x: caf\xe9'), 'latin1'))),
    },
    {
      id: '63a',
      does: 'sends a content-length beyond all numbers',
      expected: 'down protocol_error',
      serve: doing(answering(`${HEAD}content-length: 99999999999999999999\r\n\r\nok`)),
    },
    {
      id: '63b',
      does: 'sends the same content-length twice',
      expected: 'down protocol_error',
      serve: doing(answering(header('content-length: 2'))),
    },
    {
      id: '63c',
      does: 'sends two content-lengths',
      expected: 'down protocol_error',
      serve: doing(answering(header('content-length: 3'))),
    },
    {
      id: '63d',
      does: 'sends a content-length beside chunks',
      expected: 'down protocol_error',
      serve: doing(answering(`${header('transfer-encoding: chunked')}`)),
    },
    {
      id: '64a',
      does: 'sends a content-length too large, and the end',
      expected: 'down body_truncated',
      serve: doing(answeringAndClosing(`${HEAD}content-length: 9\r\n\r\nok`)),
    },
    {
      id: '64b',
      does: 'sends the same where the server announces the end',
      expected: 'down body_truncated',
      serve: doing(answeringAndClosing(`${HEAD}connection: close\r\ncontent-length: 9\r\n\r\nok`)),
    },
    {
      id: '70a',
      does: 'sends a chunk size of letters',
      expected: 'down protocol_error',
      serve: doing(answering(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\nok\r\n`)),
    },
    {
      id: '70b',
      does: 'sends a chunk size beyond all numbers',
      expected: 'down protocol_error',
      serve: doing(answering(`${HEAD}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nok\r\n`)),
    },
    {
      id: '70c',
      does: 'sends a chunk that does not end',
      expected: 'down protocol_error',
      serve: doing(answering(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\nokok\r\n0\r\n\r\n`)),
    },
    {
      id: '71a',
      does: 'sends no last chunk, and the end',
      expected: 'down body_truncated',
      serve: doing(answeringAndClosing(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n`)),
    },
    {
      id: '71b',
      does: 'sends the same where the server announces the end',
      expected: 'down body_truncated',
      serve: doing(answeringAndClosing(`${HEAD}connection: close\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n`)),
    },
    {
      id: '79a',
      does: 'sends a 204 with a body',
      expected: 'up',
      serve: doing(answering('HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok')),
    },
    {
      id: '79b',
      does: 'sends a 304 with a body',
      expected: 'down unexpected_status',
      serve: doing(answering('HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\nok')),
    },
    {
      id: '80',
      does: 'sends early hints before the answer',
      expected: 'up',
      serve: doing(answering(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${header('x: y')}`)),
    },
    {
      id: '59',
      does: 'drips its header',
      expected: 'down http_timeout',
      serve: doing(dripping(HEAD, 'x: y\r\n')),
      timeoutMs: HANGS_MS,
    },
    {
      id: '65',
      does: 'sends less than its content-length, and hangs',
      expected: 'down body_timeout',
      serve: doing(answering(`${HEAD}content-length: 9\r\n\r\nok`)),
      timeoutMs: HANGS_MS,
    },
    {
      id: '68',
      does: 'sends a body without a length, and does not close',
      expected: 'down body_timeout',
      serve: doing(answering(`${HEAD}\r\nok`)),
      timeoutMs: HANGS_MS,
    },
    {
      id: '72',
      does: 'sends no last chunk, and hangs',
      expected: 'down body_timeout',
      serve: doing(answering(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n`)),
      timeoutMs: HANGS_MS,
    },
    {
      id: '74a',
      does: 'resets in the middle of a body with a length',
      expected: 'down body_truncated',
      serve: resetAfter('content-length: 9999\r\n'),
    },
    {
      id: '74b',
      does: 'resets in the middle of a body in chunks',
      expected: 'down body_truncated',
      serve: resetAfter('transfer-encoding: chunked\r\n'),
    },
    {
      id: '74c',
      does: 'resets in the middle of a body without a length',
      expected: 'down body_truncated',
      serve: resetAfter('x: y\r\n'),
    },
    {
      id: '74d',
      does: 'resets in the middle of a body announced as the last',
      expected: 'down body_truncated',
      serve: resetAfter('connection: close\r\n'),
    },
    {
      id: '77',
      does: 'sends early hints without end',
      expected: 'down http_timeout',
      serve: doing(dripping(HINTS, HINTS)),
      timeoutMs: HANGS_MS,
    },
    {
      id: '110',
      does: 'speaks HTTP/2 without TLS',
      expected: 'down protocol_error',
      serve: async (lab) => `http://127.0.0.1:${await lab.listen(http2.createServer())}/`,
    },
    {
      id: '230',
      does: 'says 408 before it is asked',
      expected: 'down unexpected_status',
      serve: doing(greeting(status('408 Request Timeout'))),
    },
    {
      id: '231',
      does: 'sends an empty line before its answer',
      expected: 'up',
      serve: doing(answering(`\r\n${header('x: y')}`)),
    },
    {
      id: '232',
      does: 'ends its lines with a line feed only',
      expected: 'down protocol_error',
      serve: doing(answering(header('x: y').replaceAll('\r\n', '\n'))),
    },
    {
      id: '233',
      does: 'says HTTP/9.9',
      expected: 'down protocol_error',
      serve: doing(answering(header('x: y').replace('1.1', '9.9'))),
    },
    {
      id: '234',
      does: 'writes the protocol in small letters',
      expected: 'down protocol_error',
      serve: doing(answering(header('x: y').replace('HTTP', 'http'))),
    },
    {
      id: '235',
      does: 'sends a negative content-length',
      expected: 'down protocol_error',
      serve: doing(answering(`${HEAD}content-length: -1\r\n\r\nok`)),
    },
    {
      id: '236',
      does: 'sends a content-length of letters',
      expected: 'down protocol_error',
      serve: doing(answering(`${HEAD}content-length: two\r\n\r\nok`)),
    },
    {
      id: '237',
      does: 'names no header before the colon',
      expected: 'down protocol_error',
      serve: doing(answering(header(': y'))),
    },
    {
      id: '238',
      does: 'sends only zeros',
      expected: 'down protocol_error',
      serve: doing(answering(Buffer.alloc(1024))),
    },
    { id: '239', does: 'sends a status line without a reason', expected: 'up', serve: doing(answering(status('200'))) },
    {
      id: '240',
      does: 'sends more than its content-length',
      expected: 'up',
      serve: doing(answering(header('x: y'), 'and more')),
    },
    { id: '241', does: 'calls a header __proto__', expected: 'up', serve: doing(answering(header('__proto__: y'))) },
    {
      id: '242',
      does: 'sends the line of a request',
      expected: 'down protocol_error',
      serve: doing(answering('GET / HTTP/1.1\r\nhost: x\r\n\r\n')),
    },
    {
      id: '243',
      does: 'sends a chunk with an extension of 100 kB',
      expected: 'up',
      serve: doing(answering(`${HEAD}transfer-encoding: chunked\r\n\r\n2;${'x'.repeat(100_000)}\r\nok\r\n0\r\n\r\n`)),
    },
    {
      id: '244',
      does: 'uses a transfer-encoding that nobody knows',
      expected: 'down body_timeout',
      serve: doing(answering(`${HEAD}transfer-encoding: klingon\r\n\r\nok`)),
      timeoutMs: HANGS_MS,
    },
  ],
};
