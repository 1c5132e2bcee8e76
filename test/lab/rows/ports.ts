/** The kind tcp: servers that greet, answer in lines and begin TLS when they are asked to, or do not. */
import net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { Target, TcpTarget } from '../../../shared/domain/checks/target.ts';
import { greeting, type OnSocket, pouring, silent } from '../behaviours.ts';
import { bodyContains } from '../builders.ts';
import type { LeafOptions } from '../certificates.ts';
import type { Lab } from '../lab.ts';
import { closedPort } from '../listening.ts';
import { aTcpTarget } from '../look-at.ts';
import { type Family, HANGS_MS } from '../row.ts';

const DAY_MS = 86_400_000;
const READY = [bodyContains('ready')];
const PONG = [bodyContains('+PONG')];
const FIRST_BYTE: Assertion = { effect: 'degraded', subject: 'phase', phase: 'firstByte', atMostMs: 20 };

const doing =
  (onSocket: OnSocket, target: Partial<TcpTarget> = {}) =>
  async (lab: Lab): Promise<Target> =>
    aTcpTarget(await lab.listen(net.createServer(onSocket)), target);

/** Answers every line with the same one. */
const echoing =
  (answer: string): OnSocket =>
  (socket) =>
    void socket.on('data', () => socket.write(answer));

/** A mail server that greets late, and hangs up on whoever does not wait for that. */
const polite =
  (answerTo: (line: string) => string, greetsAfterMs = 50): OnSocket =>
  (socket) => {
    let hasGreeted = false;
    socket.on('data', (chunk) => (hasGreeted ? socket.write(answerTo(chunk.toString().trim())) : socket.destroy()));
    setTimeout(() => {
      hasGreeted = true;
      socket.write('220 mail.lab.example ESMTP\r\n');
    }, greetsAfterMs).unref();
  };

const smtp = (line: string): string =>
  line.startsWith('EHLO') ? '250-PIPELINING\r\n250 HELP\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';

const MAIL: Partial<TcpTarget> = {
  dialogue: [
    { expect: { contains: '220 ' } },
    { send: 'EHLO example.org', expect: { matches: '^250 ' } },
    { send: 'QUIT', expect: { contains: '221 ' } },
  ],
};

/** POP3 up to its consent to TLS, then TLS with this certificate. */
const startingTls =
  (leaf: LeafOptions, consent = '+OK begin\r\n') =>
  async (lab: Lab): Promise<Target> => {
    const identity = await lab.authority.issue(leaf);
    const onSocket: OnSocket = (socket) => {
      socket.write('+OK ready\r\n');
      socket.once('data', () => {
        socket.write(consent);
        if (!consent.startsWith('+OK')) return;
        new TLSSocket(socket, { isServer: true, ...identity }).on('error', () => socket.destroy());
      });
    };
    return doing(onSocket, { startTls: 'pop3' })(lab);
  };

export const ports: Family = {
  name: 'Ports (kind tcp)',
  rows: [
    { id: '300', does: 'accepts the connection, of which no more is wanted', expected: 'up', target: doing(silent) },
    {
      id: '301',
      does: 'refuses the connection',
      expected: 'down tcp_refused',
      target: async () => aTcpTarget(await closedPort()),
    },
    {
      id: '302',
      does: 'greets as it should',
      expected: 'up',
      target: doing(greeting('ready\r\n')),
      assertions: READY,
    },
    {
      id: '303',
      does: 'greets with something else',
      expected: 'down assertion_failed',
      target: doing(greeting('503 busy\r\n')),
      assertions: READY,
      timeoutMs: HANGS_MS,
    },
    {
      id: '304',
      does: 'accepts the connection and does not greet',
      expected: 'down reply_timeout',
      target: doing(silent),
      assertions: READY,
      timeoutMs: HANGS_MS,
    },
    {
      id: '305',
      does: 'closes instead of greeting',
      expected: 'down connection_closed',
      target: doing((socket) => void socket.end()),
      assertions: READY,
    },
    {
      id: '306',
      does: 'resets instead of greeting',
      expected: 'down tcp_reset',
      target: doing((socket) => void setTimeout(() => socket.resetAndDestroy(), 30).unref()),
      assertions: READY,
    },
    {
      id: '307',
      does: 'greets without end',
      expected: 'down body_too_large',
      target: doing(pouring(Buffer.alloc(16_384, 'x'))),
      assertions: READY,
      isBomb: true,
    },
    {
      id: '308',
      does: 'greets late, when it should be soon',
      expected: 'degraded too_slow',
      target: doing((socket) => void setTimeout(() => socket.write('ready\r\n'), 80).unref()),
      assertions: [FIRST_BYTE],
    },
    {
      id: '309a',
      does: 'answers PING with PONG',
      expected: 'up',
      target: doing(echoing('+PONG\r\n'), { send: ['PING'] }),
      assertions: PONG,
    },
    {
      id: '309b',
      does: 'answers PING with a demand for a password',
      expected: 'down assertion_failed',
      target: doing(echoing('-NOAUTH Authentication required.\r\n'), { send: ['PING'] }),
      assertions: PONG,
      timeoutMs: HANGS_MS,
    },
    {
      id: '310a',
      does: 'hangs up on whoever talks before it has greeted',
      expected: 'down connection_closed',
      target: doing(polite(smtp, 2000), { send: ['EHLO example.org'] }),
      assertions: [bodyContains('250 ')],
    },
    { id: '310b', does: 'is waited for and holds a whole dialogue', expected: 'up', target: doing(polite(smtp), MAIL) },
    {
      id: '310c',
      does: 'greets, and has no service for us in the second step',
      expected: 'down assertion_failed',
      target: doing(
        polite(() => '550 5.7.1 go away\r\n'),
        MAIL,
      ),
      timeoutMs: HANGS_MS,
    },
    {
      id: '310d',
      does: 'greets, and is silent from the second step on',
      expected: 'down reply_timeout',
      target: doing(
        polite(() => ''),
        MAIL,
      ),
      timeoutMs: HANGS_MS,
    },
    {
      id: '310e',
      does: 'talks without end in the first step',
      expected: 'down assertion_failed',
      target: doing(greeting('220-more\r\n'.repeat(2000)), MAIL),
      isBomb: true,
    },
    { id: '311a', does: 'begins TLS when it is asked to', expected: 'up', target: startingTls({}) },
    {
      id: '311b',
      does: 'refuses to begin TLS',
      expected: 'down starttls_failed',
      target: startingTls({}, '-ERR not today\r\n'),
    },
    {
      id: '311c',
      does: 'begins TLS with a certificate that has expired',
      expected: 'down tls_expired',
      target: startingTls({ validFrom: Date.now() - 9 * DAY_MS, validTo: Date.now() - DAY_MS }),
    },
    {
      id: '312',
      does: 'speaks TLS where nobody said so',
      expected: 'down reply_timeout',
      target: async (lab) => aTcpTarget(Number(new URL(await lab.tls(await lab.authority.issue())).port)),
      assertions: READY,
      timeoutMs: HANGS_MS,
    },
    {
      id: '313',
      does: 'lies behind a proxy that is not there',
      expected: 'unknown proxy_failed',
      target: async () => aTcpTarget(9, { host: 'db.lab.example', proxy: `http://127.0.0.1:${await closedPort()}` }),
    },
    {
      id: '314',
      does: 'has a private address',
      expected: 'unknown denied_address',
      target: () => aTcpTarget(5432, { host: '10.0.0.8' }),
    },
  ],
};
