/** The kind websocket: upgrades, replies, and servers that know the standard by hearsay. */
import net from 'node:net';
import type { Target, WebSocketTarget } from '../../../shared/domain/checks/target.ts';
import { answering, greeting, type OnSocket, pouring, silent } from '../behaviours.ts';
import { bodyContains } from '../builders.ts';
import type { Lab } from '../lab.ts';
import { aWebSocketTarget } from '../look-at.ts';
import { type Family, HANGS_MS } from '../row.ts';
import { CLOSE, frame, onUpgrade, switching, TEXT, upgrading } from '../websocket-server.ts';

const DAY_MS = 86_400_000;
const READY = [bodyContains('ready')];
const CONTINUATION = 0;
const RESERVED = 3;

const doing =
  (onSocket: OnSocket, target: Partial<WebSocketTarget> = {}) =>
  async (lab: Lab): Promise<Target> =>
    aWebSocketTarget(`ws://127.0.0.1:${await lab.listen(net.createServer(onSocket))}/`, target);

const saying = (status: string, headers = ''): OnSocket =>
  answering(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n${headers}\r\n`);

/** As a client has to send it, and a server must not. */
function masked(payload: string): Buffer {
  const plain = frame(TEXT, payload);
  const head = Buffer.from([plain[0] ?? 0, (plain[1] ?? 0) | 0x80, 0, 0, 0, 0]);
  return Buffer.concat([head, plain.subarray(2)]);
}

export const websockets: Family = {
  name: 'WebSockets (kind websocket)',
  rows: [
    { id: '340', does: 'agrees to the upgrade', expected: 'up', target: doing(upgrading()) },
    {
      id: '341',
      does: 'says at once what was expected',
      expected: 'up',
      target: doing(upgrading(frame(TEXT, 'ready'))),
      assertions: READY,
    },
    {
      id: '342',
      does: 'says something else',
      expected: 'down assertion_failed',
      target: doing(upgrading(frame(TEXT, 'busy'))),
      assertions: READY,
    },
    {
      id: '343',
      does: 'is silent once the WebSocket is open',
      expected: 'down reply_timeout',
      target: doing(upgrading(), { send: 'ping' }),
      timeoutMs: HANGS_MS,
    },
    {
      id: '344a',
      does: 'forbids the upgrade',
      expected: 'down unexpected_status',
      target: doing(saying('403 Forbidden')),
    },
    { id: '344b', does: 'answers 200', expected: 'down unexpected_status', target: doing(saying('200 OK')) },
    {
      id: '344c',
      does: 'redirects',
      expected: 'down unexpected_status',
      target: doing(saying('302 Found', 'location: /elsewhere\r\n')),
    },
    {
      id: '344d',
      does: 'is asked too often',
      expected: 'down rate_limited',
      target: doing(saying('429 Too Many Requests')),
    },
    {
      id: '345',
      does: 'agrees to the upgrade with the key of another',
      expected: 'down websocket_error',
      target: doing(onUpgrade((socket) => void socket.write(switching('bm90IHlvdXJzIGF0IGFsbCE=')))),
    },
    {
      id: '346',
      does: 'does not agree to the subprotocol',
      expected: 'down websocket_error',
      target: doing(upgrading(), { subprotocol: 'chat.v2' }),
    },
    {
      id: '347',
      does: 'closes with a reason instead of replying',
      expected: 'down connection_closed',
      target: doing(upgrading(frame(CLOSE, Buffer.concat([Buffer.from([3, 243]), Buffer.from('overloaded')])))),
      assertions: READY,
    },
    {
      id: '348',
      does: 'hangs up once the WebSocket is open',
      expected: 'down connection_closed',
      target: doing(upgrading(undefined, (socket) => void socket.end())),
      assertions: READY,
    },
    {
      id: '349a',
      does: 'masks its frames, as a server must not',
      expected: 'down websocket_error',
      target: doing(upgrading(masked('ready'))),
      assertions: READY,
    },
    {
      id: '349b',
      does: 'sends a frame of a kind that there is not',
      expected: 'down websocket_error',
      target: doing(upgrading(frame(RESERVED, 'ready'))),
      assertions: READY,
    },
    {
      id: '349c',
      does: 'sends text that is no UTF-8',
      expected: 'down websocket_error',
      target: doing(upgrading(frame(TEXT, Buffer.from([0xff, 0xfe, 0xfd])))),
      assertions: READY,
    },
    {
      id: '350',
      does: 'replies in fragments without end',
      expected: 'down body_too_large',
      target: doing(upgrading(frame(TEXT, 'a', false), pouring(frame(CONTINUATION, 'x'.repeat(16_384), false)))),
      assertions: READY,
      isBomb: true,
    },
    {
      id: '351',
      does: 'answers with a header without end',
      expected: 'down headers_too_large',
      target: doing(onUpgrade((socket) => pouring(Buffer.from(`x-more: ${'y'.repeat(8000)}\r\n`))(withStatus(socket)))),
      isBomb: true,
    },
    { id: '352', does: 'is a mail server', expected: 'down protocol_error', target: doing(greeting('220 ready\r\n')) },
    {
      id: '353',
      does: 'accepts the connection and never answers',
      expected: 'down http_timeout',
      target: doing(silent),
      timeoutMs: HANGS_MS,
    },
    {
      id: '354',
      does: 'has a certificate that has expired',
      expected: 'down tls_expired',
      target: async (lab) => {
        const leaf = await lab.authority.issue({ validFrom: Date.now() - 9 * DAY_MS, validTo: Date.now() - DAY_MS });
        return aWebSocketTarget((await lab.tls(leaf, upgrading())).replace('https:', 'wss:'));
      },
    },
  ],
};

function withStatus(socket: net.Socket): net.Socket {
  socket.write('HTTP/1.1 101 Switching Protocols\r\n');
  return socket;
}
