/** A webhook receiver as a user would write one: it checks the signature, and keeps what it was told. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { verifySignature } from '../../shared/senders/signature.ts';

export interface Received {
  readonly eventId: string;
  readonly kind: string;
  readonly isSigned: boolean;
  /** By this process's monotonic clock, in ms. */
  readonly at: number;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export interface ReceiverHooks {
  /** The message is here, but its sender does not know that yet. */
  readonly beforeAnswer?: (message: Received) => void;
  /** The answer has left. */
  readonly afterAnswer?: (message: Received) => void;
}

export async function startReceiver(secret: string, hooks: ReceiverHooks = {}): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const header = String(request.headers['nightjar-signature'] ?? '');
    const { eventId, kind } = JSON.parse(body);
    const isSigned = verifySignature({ header, body, secret, now: Date.now() });
    const message = { eventId, kind, isSigned, at: performance.now() };
    received.push(message);
    hooks.beforeAnswer?.(message);
    response.end('ok', () => hooks.afterAnswer?.(message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/nightjar`,
    received,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
