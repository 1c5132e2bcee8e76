import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SendersOptions } from '../../shared/senders/index.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { type Authority, createAuthority } from '../lab/certificates.ts';
import { sendTo } from './receiver.ts';

let authority: Authority;
let server: Server;
let received = 0;

beforeAll(async () => {
  authority = await createAuthority();
  const { cert, key } = await authority.issue({ names: ['hooks.test'] });
  server = createServer({ cert, key }, (request, response) => {
    received += 1;
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const send = (host: string, options: Pick<SendersOptions, 'ca'> = {}) =>
  sendTo(
    {
      kind: 'webhook',
      id: 'chat',
      url: `https://${host}:${(server.address() as AddressInfo).port}/`,
      secret: `\${env:KEY}`,
      allowPrivate: false,
    },
    aMessage({ eventId: 'e', kind: 'down', incident: anIncident(), monitor: aMonitor(), at: NOON }),
    { 'env:KEY': 'key' },
    { resolver: async () => ['127.0.0.1'], ...options },
  );

it('a receiver with a trusted certificate for its name gets the message', async () => {
  await send('hooks.test', { ca: authority.cert });
  expect(received).toBe(1);
});

it.each([
  ['hooks.test', false, 'not signed by a trusted authority'],
  ['other.test', true, 'issued for another name'],
])('%s (trusted: %s) gets not a byte of it', async (host, isTrusted, reason) => {
  const before = received;
  const sending = send(host, isTrusted ? { ca: authority.cert } : {});
  await expect(sending).rejects.toMatchObject({ isPermanent: false, message: expect.stringContaining(reason) });
  expect(received).toBe(before);
});
