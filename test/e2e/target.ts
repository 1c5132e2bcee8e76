/** A service that can be broken and mended at will. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Target {
  readonly url: string;
  /** How often it was asked so far. */
  asked(): number;
  setBroken(isBroken: boolean): void;
  close(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  let isBroken = false;
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(isBroken ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: isBroken ? 'broken' : 'ok' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health/`,
    asked: () => asked,
    setBroken: (broken) => {
      isBroken = broken;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
