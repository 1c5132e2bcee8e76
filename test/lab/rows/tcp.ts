/** Connections that are refused, dropped, reset, or accepted and then left alone. */
import { answering, greeting, OK, type OnSocket, silent } from '../behaviours.ts';
import type { Lab } from '../lab.ts';
import { closedPort } from '../listening.ts';
import { type Family, HANGS_MS } from '../row.ts';

const doing =
  (onSocket: OnSocket) =>
  (lab: Lab): Promise<string> =>
    lab.tcp(onSocket);

/** No address of loopback is without a route, so the system's refusal is acted. */
const refusedBy =
  (code: string, address: string) =>
  (lab: Lab): string => {
    lab.refuse(address, code);
    return `http://${address}/`;
  };

export const tcp: Family = {
  name: 'Connections',
  rows: [
    {
      id: '13',
      does: 'refuses the connection',
      expected: 'down tcp_refused',
      serve: async () => `http://127.0.0.1:${await closedPort()}/`,
    },
    {
      id: '14',
      does: 'drops the first packet of every connection',
      expected: 'down tcp_timeout',
      serve: async (lab) => `http://127.0.0.1:${await lab.blackHole()}/`,
      timeoutMs: HANGS_MS,
    },
    {
      id: '15a',
      does: 'is in a network without a route',
      expected: 'down tcp_unreachable',
      serve: refusedBy('ENETUNREACH', '1.1.1.1'),
    },
    {
      id: '15b',
      does: 'is a host without a route',
      expected: 'down tcp_unreachable',
      serve: refusedBy('EHOSTUNREACH', '1.1.1.2'),
    },
    {
      id: '15c',
      does: 'is given up by the system',
      expected: 'down tcp_timeout',
      serve: refusedBy('ETIMEDOUT', '1.1.1.3'),
    },
    {
      id: '15d',
      does: 'cannot be reached, for we have no socket left',
      expected: 'unknown probe_error',
      serve: refusedBy('EMFILE', '1.1.1.4'),
    },
    {
      id: '15e',
      does: 'cannot be reached, for we have no port left',
      expected: 'unknown probe_error',
      serve: refusedBy('EADDRNOTAVAIL', '1.1.1.5'),
    },
    {
      id: '16',
      does: 'resets the connection once it is accepted',
      expected: 'down tcp_reset',
      serve: doing((socket) => socket.resetAndDestroy()),
    },
    {
      id: '17',
      does: 'closes the connection once it is accepted',
      expected: 'down connection_closed',
      serve: doing((socket) => void socket.resume().end()),
    },
    {
      id: '18a',
      does: 'accepts the connection and is silent',
      expected: 'down http_timeout',
      serve: doing(silent),
      timeoutMs: HANGS_MS,
    },
    {
      id: '18b',
      does: 'accepts the connection and never reads',
      expected: 'down http_timeout',
      serve: doing((socket) => {
        socket.pause();
        setTimeout(() => socket.destroy(), 2 * HANGS_MS);
      }),
      monitor: { method: 'POST', body: 'x'.repeat(16_384) },
      timeoutMs: HANGS_MS,
    },
    {
      id: '19a',
      does: 'reads the request and closes',
      expected: 'down connection_closed',
      serve: doing((socket) => void socket.once('data', () => socket.end())),
    },
    {
      id: '19b',
      does: 'reads the request and resets the connection',
      expected: 'down tcp_reset',
      serve: doing((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    },
    {
      id: '22',
      does: 'closes its idle connections between two looks',
      expected: ['up', 'up'],
      serve: doing((socket) => {
        socket.once('data', () => {
          socket.write(OK);
          socket.setTimeout(20, () => socket.destroy());
        });
      }),
    },
    {
      id: '210',
      does: 'answers before it has read the request',
      expected: 'up',
      serve: doing(greeting(OK)),
    },
    {
      id: '211',
      does: 'answers, and resets the connection right after the last byte',
      expected: 'up',
      serve: doing((socket) => {
        socket.once('data', () => socket.write(OK, () => setTimeout(() => socket.resetAndDestroy(), 20)));
      }),
    },
    {
      id: '212',
      does: 'answers twice',
      expected: 'up',
      serve: doing(answering(OK, 'HTTP/1.1 500 Poison\r\ncontent-length: 0\r\n\r\n')),
    },
    {
      id: '213',
      does: 'sends its answer byte by byte',
      expected: 'up',
      serve: doing((socket) => {
        socket.setNoDelay(true);
        socket.once('data', async () => {
          for (const byte of OK) {
            if (socket.destroyed) return;
            socket.write(byte);
            await new Promise((resolve) => setImmediate(resolve));
          }
        });
      }),
    },
    {
      id: '214',
      does: 'is a mail server',
      expected: 'down protocol_error',
      serve: doing(greeting('220 mail.lab.example ESMTP ready\r\n')),
    },
  ],
};
