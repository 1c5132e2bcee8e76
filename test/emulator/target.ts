/** Something to watch, which dies and comes back on the same port. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MortalTarget {
  readonly url: string;
  die(): Promise<void>;
  revive(): Promise<void>;
}

/** Answers 200 to whoever shows the token, and 401 to everybody else. */
export async function startTarget(token: string): Promise<MortalTarget> {
  let server = await listen(0, token);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/health/`,
    async die() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
    async revive() {
      server = await listen(port, token);
    },
  };
}

async function listen(port: number, token: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    response.writeHead(isKnown ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { status: 'ok', checks: { database: 'ok' } } : { status: 'denied' }));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
