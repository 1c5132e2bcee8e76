/** Something to watch, which falls ill, dies and comes back on the same port. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MortalTarget {
  readonly origin: string;
  /** Answers 503. */
  fallIll(): void;
  die(): Promise<void>;
  /** Well again, whichever it was. */
  revive(): Promise<void>;
}

/** Answers 200 to whoever is known, and 401 to everybody else. */
export async function startTarget(isKnown: (request: IncomingMessage) => boolean): Promise<MortalTarget> {
  let isIll = false;
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    fallIll() {
      isIll = true;
    },
    async die() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
    async revive() {
      isIll = false;
      if (!server.listening) server = await listen(port);
    },
  };

  async function listen(port: number): Promise<Server> {
    const server = createServer((request, response) => {
      const answer = isKnown(request) ? { status: 'ok', checks: { database: 'ok' } } : { status: 'denied' };
      response.writeHead(isIll ? 503 : answer.status === 'ok' ? 200 : 401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer));
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }
}
