/** WebSockets: the upgrade, one message and its reply, and servers that know the standard by hearsay. */
import net from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { type Authority, createAuthority, type Identity } from '../../lab/certificates.ts';
import { bodyContains, countSockets } from '../../lab/look.ts';
import { aWebSocketTarget, type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { listen, type OnSocket, tlsServer } from '../../lab/servers.ts';
import { CLOSE, frame, onUpgrade, switching, TEXT, upgrading as upgradingWith } from '../../lab/websocket-server.ts';

let authority: Authority;
let good: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  good = await authority.issue();
});

/** A server that speaks the standard; `onOpen` gets each WebSocket. */
async function honestServer(onOpen: (socket: import('ws').WebSocket, headers: Record<string, unknown>) => void) {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('connection', (socket, request) => onOpen(socket, request.headers));
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}

const echo = (socket: import('ws').WebSocket): void =>
  void socket.on('message', (data) => socket.send(`echo: ${data.toString()}`));

const upgrading = (bytes: Uint8Array, then?: OnSocket): Promise<string> => wsServer(upgradingWith(bytes, then));

const rawServer = (then: Parameters<typeof onUpgrade>[0]): Promise<string> => wsServer(onUpgrade(then));

const wsServer = async (onSocket: OnSocket): Promise<string> =>
  `ws://127.0.0.1:${await listen(net.createServer(onSocket))}/`;

const answering = (text: string): Promise<string> => rawServer((socket) => void socket.write(text));

const PING = 9;

const READY: LookAtOptions = { assertions: [bodyContains('ready')], timeoutMs: 400 };

describe('the upgrade', () => {
  it('alone is up where nothing more is asked for, and is noted', async () => {
    const { outcome, observation } = await lookAt(aWebSocketTarget(await honestServer(() => {})));
    expect(outcome).toBe('up');
    expect(observation).toMatchObject({ address: '127.0.0.1', http: { status: 101 } });
    expect(Object.keys(observation.timings)).toEqual(expect.arrayContaining(['dns', 'connect', 'firstByte', 'total']));
  });

  it('carries the headers and the subprotocol', async () => {
    const received = new Promise<Record<string, unknown>>((resolve) => {
      void honestServer((_socket, headers) => resolve(headers)).then((url) =>
        lookAt(aWebSocketTarget(url, { headers: { Authorization: 'Bearer t' }, subprotocol: 'chat.v2' })),
      );
    });
    expect(await received).toMatchObject({
      authorization: 'Bearer t',
      'sec-websocket-protocol': 'chat.v2',
      'user-agent': expect.stringContaining('Nightjar/'),
    });
  });

  it('over TLS is up, with its certificate; with a wrong one it is never asked for', async () => {
    const url = await tlsServer(good, upgradingWith(frame(TEXT, 'ready')));
    const target = aWebSocketTarget(url.replace('https:', 'wss:'));
    const { outcome, observation } = await lookAt(target, { ...READY, probe: { ca: authority.cert } });
    expect(outcome).toBe('up');
    expect(observation).toMatchObject({ tlsVersion: '1.3', certificate: { subject: 'CN=localhost' } });
    expect((await lookAt(target)).outcome).toBe('tls_untrusted');
  });

  it.each<[string, string, string]>([
    ['404', 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n', 'unexpected_status'],
    ['200', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', 'unexpected_status'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n', 'unexpected_status'],
    ['429', 'HTTP/1.1 429 Too Many Requests\r\nretry-after: 9\r\ncontent-length: 0\r\n\r\n', 'rate_limited'],
    ['a wrong key', switching('d3JvbmcgYWNjZXB0IGtleSE='), 'websocket_error'],
    ['no key', 'HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', 'websocket_error'],
    ['another protocol', 'HTTP/1.1 101 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n', 'websocket_error'],
    ['garbage', 'SSH-2.0-OpenSSH_9.9\r\n', 'protocol_error'],
    ['a header without end', `HTTP/1.1 101 OK\r\nx: ${'y'.repeat(40_000)}`, 'headers_too_large'],
  ])('answered with %s is told', async (_what, answer, code) => {
    const { outcome, judgement } = await lookAt(aWebSocketTarget(await answering(answer)), { timeoutMs: 1000 });
    expect(outcome).toBe(code);
    expect(judgement.verdict).toBe('down');
  });

  it('answered with a status says which', async () => {
    const url = await answering('HTTP/1.1 503 Oops\r\ncontent-length: 0\r\n\r\n');
    const { judgement, observation } = await lookAt(aWebSocketTarget(url));
    expect(judgement.failure?.message).toBe(
      'The server answered with an unexpected status: 503 Service Unavailable instead of 101 Switching Protocols.',
    );
    expect(observation.http?.status).toBe(503);
  });

  it('to a subprotocol that the server does not know is websocket_error', async () => {
    const url = await upgrading(Buffer.alloc(0));
    expect((await lookAt(aWebSocketTarget(url, { subprotocol: 'chat' }))).outcome).toBe('websocket_error');
  });

  it.each<[string, OnSocket, string]>([
    ['silent', () => {}, 'http_timeout'],
    ['closing at once', (socket) => void socket.end(), 'connection_closed'],
    ['closing after the request', (socket) => void socket.once('data', () => socket.end()), 'connection_closed'],
    ['resetting', (socket) => void socket.once('data', () => socket.resetAndDestroy()), 'tcp_reset'],
    ['dripping its header', (socket) => drip(socket, 'HTTP/1.1 101 OK\r\nx: ', 'y'), 'http_timeout'],
    ['endless with 103', (socket) => drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'), 'http_timeout'],
  ])('with a server that is %s ends within the deadline', async (_what, onSocket, code) => {
    const port = await listen(net.createServer(onSocket));
    const { outcome, tookMs } = await lookAt(aWebSocketTarget(`ws://127.0.0.1:${port}/`), { timeoutMs: 300 });
    expect(outcome).toBe(code);
    expect(tookMs).toBeLessThan(550);
  });
});

describe('the reply', () => {
  it('to a message is compared as text and as JSON', async () => {
    const target = aWebSocketTarget(await honestServer(echo), { send: 'ready?' });
    const { outcome, observation } = await lookAt(target, READY);
    expect([outcome, observation.body]).toEqual(['up', { text: 'echo: ready?', truncated: false }]);
    const json: Assertion = {
      effect: 'down',
      subject: 'json',
      path: '$.ok',
      comparison: { op: 'equals', value: true },
    };
    const speaking = await honestServer((socket) => socket.send('{"ok":true}'));
    expect((await lookAt(aWebSocketTarget(speaking), { assertions: [json] })).outcome).toBe('up');
  });

  it('is joined from its fragments, with pings in between answered', async () => {
    let pong = '';
    const bytes = Buffer.concat([
      frame(TEXT, 're', false),
      frame(PING, 'still there?'),
      frame(0, 'a', false),
      frame(0, 'dy'),
    ]);
    const url = await upgrading(bytes, (socket) => void socket.on('data', (chunk) => (pong += unmasked(chunk))));
    const { outcome, observation } = await lookAt(aWebSocketTarget(url), READY);
    expect([outcome, observation.body?.text]).toEqual(['up', 'ready']);
    expect(pong).toContain('still there?');
  });

  it('ends the conversation with a proper close', async () => {
    const closed = new Promise<number>((resolve) => {
      void honestServer((socket) => {
        socket.send('ready');
        socket.once('close', resolve);
      }).then((url) => lookAt(aWebSocketTarget(url), READY));
    });
    expect(await closed).toBe(1000);
  });

  it('that is not what was expected is assertion_failed', async () => {
    const url = await honestServer((socket) => socket.send('starting'));
    expect((await lookAt(aWebSocketTarget(url), READY)).judgement.failure?.message).toBe(
      'Expected the body to contain "ready", found "starting".',
    );
  });

  it.each<[string, () => Promise<string>, string]>([
    ['never comes', () => honestServer(() => {}), 'reply_timeout'],
    ['is a masked frame', () => upgrading(Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x6e, 0x6d])), 'websocket_error'],
    ['has reserved bits', () => upgrading(Buffer.from([0xf1, 1, 0x61])), 'websocket_error'],
    ['has an unknown opcode', () => upgrading(frame(5, 'x')), 'websocket_error'],
    ['is not UTF-8', () => upgrading(frame(TEXT, Buffer.from([0xff, 0xfe]))), 'websocket_error'],
    ['is a fragment of nothing', () => upgrading(frame(0, 'x')), 'websocket_error'],
    ['is garbage', () => upgrading(Buffer.alloc(64, 0x7f)), 'websocket_error'],
    ['is announced too large', () => upgrading(Buffer.from([0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0])), 'body_too_large'],
    ['is announced and never comes', () => upgrading(Buffer.from([0x81, 126, 1, 0])), 'reply_timeout'],
    [
      'has fragments without end',
      () => upgrading(frame(TEXT, 'x', false), (socket) => flood(socket, frame(0, Buffer.alloc(8000, 'x'), false))),
      'body_too_large',
    ],
    [
      'has tiny fragments without end',
      () => upgrading(frame(TEXT, 'x', false), (socket) => flood(socket, manyOf(frame(0, 'x', false)))),
      'body_too_large',
    ],
    [
      'drips',
      () => upgrading(frame(TEXT, 'x', false), (socket) => drip(socket, '', frame(0, 'x', false))),
      'reply_timeout',
    ],
    [
      'is pings without end',
      () => upgrading(Buffer.alloc(0), (socket) => drip(socket, '', frame(PING, 'x'))),
      'reply_timeout',
    ],
    ['is cut off', () => upgrading(frame(TEXT, 'rea', false), (socket) => void socket.end()), 'connection_closed'],
    [
      'is a reset',
      () => upgrading(frame(TEXT, 'rea', false), (socket) => void setTimeout(() => socket.resetAndDestroy(), 30)),
      'connection_closed',
    ],
  ])('that %s ends within the deadline', async (_what, server, code) => {
    const { outcome, tookMs } = await lookAt(aWebSocketTarget(await server()), READY);
    expect(outcome).toBe(code);
    expect(tookMs).toBeLessThan(800);
  });

  it('in whose place the server closes is connection_closed, with the code and the reason', async () => {
    const reason = Buffer.concat([Buffer.from([1011 >> 8, 1011 & 255]), Buffer.from('out of order')]);
    const { judgement } = await lookAt(aWebSocketTarget(await upgrading(frame(CLOSE, reason))), READY);
    expect(judgement.failure).toMatchObject({
      code: 'connection_closed',
      message: expect.stringContaining('it closed the WebSocket with 1011 (out of order)'),
    });
  });

  it('a server that does not answer our close costs no more than a moment, and does not change the verdict', async () => {
    const { outcome, observation, tookMs } = await lookAt(
      aWebSocketTarget(await upgrading(frame(TEXT, 'ready'))),
      READY,
    );
    expect(outcome).toBe('up');
    expect(observation.timings.total).toBeLessThan(250);
    expect(tookMs).toBeLessThan(650);
  });
});

describe('denied addresses', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '10.0.0.1',
    '169.254.169.254',
    '2130706433',
    '[::ffff:7f00:1]',
    '[fd00::1]',
  ])('%s is denied_address, and no socket is opened', async (host) => {
    const sockets = countSockets();
    for (const scheme of ['ws', 'wss']) {
      const sight = await lookAt(aWebSocketTarget(`${scheme}://${host}:9/`), { probe: { allowLoopback: false } });
      expect(sight.outcome).toBe('denied_address');
    }
    expect(sockets()).toBe(0);
  });

  it('one look opens one socket, to the address that was checked', async () => {
    const url = await honestServer(echo);
    const sockets = countSockets();
    const probe = { resolver: async () => ['127.0.0.1'] };
    const renamed = url.replace('127.0.0.1', 'rebound.example');
    expect((await lookAt(aWebSocketTarget(renamed, { send: 'ready' }), { ...READY, probe })).outcome).toBe('up');
    expect(sockets()).toBe(1);
  });
});

it.each<[string, Partial<Parameters<typeof aWebSocketTarget>[1]>]>([
  ['http://127.0.0.1:9/', {}],
  ['ws://user:password@127.0.0.1:9/', {}],
  ['nonsense', {}],
])('%s is invalid_target', async (url, target) => {
  expect((await lookAt(aWebSocketTarget(url, target))).outcome).toBe('invalid_target');
});

it('a secret with a line break in a header is invalid_target', async () => {
  const target = aWebSocketTarget(await honestServer(() => {}), { headers: { authorization: 'a\r\nx: y' } });
  expect((await lookAt(target)).outcome).toBe('invalid_target');
});

it('an abort ends the look at once', async () => {
  const { outcome, tookMs } = await lookAt(aWebSocketTarget(await honestServer(() => {})), {
    assertions: [bodyContains('ready')],
    signal: AbortSignal.timeout(50),
  });
  expect(outcome).toBe('probe_error');
  expect(tookMs).toBeLessThan(1000);
});

function drip(socket: net.Socket, first: string, next: string | Uint8Array): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(next), 5);
  socket.once('close', () => clearInterval(timer));
}

function flood(socket: net.Socket, bytes: Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

const manyOf = (bytes: Uint8Array): Buffer => Buffer.concat(Array.from({ length: 1000 }, () => bytes));

/** The payload of a small masked frame, as a client sends it. */
function unmasked(bytes: Buffer): string {
  const length = (bytes[1] ?? 0) & 127;
  const mask = bytes.subarray(2, 6);
  return bytes
    .subarray(6, 6 + length)
    .map((byte, index) => byte ^ (mask[index % 4] ?? 0))
    .toString();
}
