import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookContact } from '../../shared/domain/alerting/contact.ts';
import { webhookPayload } from '../../shared/domain/messages/message.ts';
import type { Notification } from '../../shared/ports.ts';
import type { SendersOptions } from '../../shared/senders/index.ts';
import { verifySignature } from '../../shared/senders/webhook.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { failureOf, type Receiver, secretsOf, sendTo, startReceiver } from './receiver.ts';

const KEY = 'canary-signing-key';

let receiver: Receiver;
let received: Receiver['received'];
let origin: string;

beforeEach(async () => {
  receiver = await startReceiver();
  ({ received, origin } = receiver);
});

afterEach(() => receiver.close());

const notification: Notification = {
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident(),
  monitor: aMonitor(),
  at: NOON,
};

const aContact = (contact: Partial<WebhookContact> = {}): WebhookContact => ({
  kind: 'webhook',
  id: 'chat',
  url: `${origin}/hook?team=1`,
  secret: `\${env:KEY}`,
  allowPrivate: false,
  ...contact,
});

const send = (contact: Partial<WebhookContact> = {}, options: Partial<SendersOptions> = {}): Promise<void> =>
  sendTo(aContact(contact), aMessage(notification), { 'env:KEY': KEY }, options);

it('a message is one signed POST of the payload', async () => {
  await send();
  expect(received).toHaveLength(1);
  const [request] = received;
  expect(`${request?.method} ${request?.url}`).toBe('POST /hook?team=1');
  expect(JSON.parse(request?.body ?? '')).toEqual(webhookPayload(notification));
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'nightjar-event-id': 'rota-20261122T120200Z/down',
    'user-agent': 'Nightjar-Webhook/1',
  });
  const header = String(request?.headers['nightjar-signature']);
  expect(header).toMatch(new RegExp(`^t=${NOON / 1000},v1=[0-9a-f]{64}$`));
  expect(verifySignature({ header, body: request?.body ?? '', secret: KEY, now: NOON })).toBe(true);
  expect(JSON.stringify(request)).not.toContain(KEY);
});

describe('the answer decides', () => {
  it.each([200, 201, 202, 204])('%i is accepted', async (status) => {
    receiver.answer = (response) => response.writeHead(status).end();
    await expect(send()).resolves.toBeUndefined();
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('%i may be better next time', async (status) => {
    receiver.answer = (response) => response.writeHead(status).end('no');
    const error = await failureOf(send());
    expect(error).toMatchObject({ isPermanent: false });
    expect(error.message).toContain(`The webhook of contact "chat" answered ${status}.`);
  });

  it.each([400, 401, 403, 404, 410, 422])('%i is final', async (status) => {
    receiver.answer = (response) => response.writeHead(status).end('no');
    expect(await failureOf(send())).toMatchObject({ isPermanent: true });
  });

  it.each([301, 302, 307, 308])('%i is final, and nobody is sent there', async (status) => {
    receiver.answer = (response) => response.writeHead(status, { location: `${origin}/elsewhere` }).end();
    const error = await failureOf(send());
    expect(error).toMatchObject({ isPermanent: true });
    expect(error.message).toContain('Redirects are not followed');
    expect(received.map(({ url }) => url)).toEqual(['/hook?team=1']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'breaks off',
      (response) => response.writeHead(200, { 'content-length': 9 }).write('half', () => response.destroy()),
    ],
    ['never ends', (response) => response.writeHead(200).write('half')],
    ['is endless', (response) => flood(response.writeHead(200))],
  ])('once it is 200, though its body %s', async (_, respond) => {
    receiver.answer = respond;
    await expect(send()).resolves.toBeUndefined();
  });
});

/** Writes as long as somebody reads. */
function flood(response: ServerResponse): void {
  const more = () => response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more));
  more();
}

describe('without an answer the message is sent again', () => {
  it('when nobody listens', async () => {
    const error = await failureOf(send({ url: 'http://127.0.0.1:1/' }));
    expect(error).toMatchObject({ isPermanent: false });
    expect(error.message).toBe(
      'The webhook of contact "chat" could not be reached: the server refused the connection.',
    );
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('when the receiver is silent for too long', async () => {
    receiver.answer = () => {};
    const error = await failureOf(send({}, { timeoutMs: 200 }));
    expect(error).toMatchObject({ isPermanent: false });
    expect(error.message).toContain('the server did not send its answer in time');
  });

  it('when the receiver hangs up', async () => {
    receiver.answer = (response) => response.destroy();
    expect(await failureOf(send())).toMatchObject({ isPermanent: false });
  });

  it('when the name cannot be found', async () => {
    const resolver = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const error = await failureOf(send({ url: 'http://hooks.test/' }, { resolver }));
    expect(error).toMatchObject({ isPermanent: false });
    expect(error.message).toContain('the name does not exist in the DNS');
  });
});

describe('no message goes where it could do harm', () => {
  it.each([
    ['http://127.0.0.1', []],
    ['http://2130706433', []],
    ['http://[::ffff:127.0.0.1]', []],
    ['http://hooks.test', ['127.0.0.1']],
    ['http://hooks.test', ['10.0.0.1']],
    ['http://hooks.test', ['192.0.2.1', '10.0.0.1']],
    ['http://169.254.169.254', []],
  ])('%s at %j', async (host, addresses) => {
    const url = `${host}:${new URL(origin).port}/`;
    const error = await failureOf(send({ url }, { allowLoopback: false, resolver: async () => addresses }));
    expect(error).toMatchObject({ isPermanent: true });
    expect(error.message).toContain('set allowPrivate on the contact');
    expect(received).toHaveLength(0);
  });

  it.each(['127.0.0.1', '169.254.169.254'])('allowPrivate does not open %s', async (address) => {
    const options = { allowLoopback: false, resolver: async () => [address] };
    expect(await failureOf(send({ url: 'http://hooks.test/', allowPrivate: true }, options))).toMatchObject({
      isPermanent: true,
    });
  });
});

describe('secrets', () => {
  const url = `\${env:HOOK}`;

  it('may be the whole URL', async () => {
    await send({ url }, { secrets: secretsOf({ 'env:KEY': KEY, 'env:HOOK': `${origin}/T0/B1` }) });
    expect(received[0]?.url).toBe('/T0/B1');
  });

  it('that are missing hold the message back until they are there', async () => {
    const error = await failureOf(send({ url }));
    expect(error).toMatchObject({ isPermanent: false });
    expect(error.message).toBe('The webhook of contact "chat" was not called: env:HOOK leads nowhere');
    expect(received).toHaveLength(0);
  });

  it.each(['http://canary.test/T0', 'canary', 'ftp://canary.test/'])('are in no error: %s', async (hook) => {
    const resolver = () => Promise.reject(Object.assign(new Error('canary.test'), { code: 'ENOTFOUND' }));
    const secrets = secretsOf({ 'env:KEY': KEY, 'env:HOOK': hook });
    const error = await failureOf(send({ url }, { secrets, resolver }));
    expect(`${error.stack} ${String(error.cause)}`).not.toContain('canary.test');
    expect(error.message).not.toContain('canary');
    expect(error.isPermanent).toBe(false);
  });
});
