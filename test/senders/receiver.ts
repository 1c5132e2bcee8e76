/** A service on loopback that notes what it is sent and answers as a test wants it. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { SecretMissing, SendError } from '../../shared/domain/errors.ts';
import type { Message, Secrets, Send } from '../../shared/ports.ts';
import { createSenders, type SendersOptions } from '../../shared/senders/index.ts';
import { NOON } from '../domain/builders.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly origin: string;
  /** Oldest first. */
  readonly received: Received[];
  /** 204 until a test says otherwise. */
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    receiver.received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    receiver.answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: (response) => response.writeHead(204).end(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

export const secretsOf = (values: Readonly<Record<string, string>>): Secrets => ({
  async read(reference) {
    const value = values[reference];
    if (value === undefined) throw new SecretMissing(`${reference} leads nowhere`);
    return value;
  },
});

/** By the sender that such a contact has, at noon. */
export async function sendTo(
  contact: Contact,
  message: Message,
  values: Readonly<Record<string, string>> = {},
  options: Partial<SendersOptions> = {},
): Promise<void> {
  const senders = createSenders({
    secrets: secretsOf(values),
    clock: { now: () => NOON },
    allowLoopback: true,
    timeoutMs: 1000,
    ...options,
  });
  const send = senders[contact.kind] as Send | undefined;
  if (!send) throw new Error(`there is no sender for ${contact.kind}`);
  await send(contact, message);
}

/** The `SendError` that a sending must end with. */
export async function failureOf(sending: Promise<void>): Promise<SendError> {
  const error = await sending.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
}
