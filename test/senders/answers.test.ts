/** What the answers of each service mean: accepted, try again, or never. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { MESSAGES } from '../domain/messages.ts';
import { failureOf, type Receiver, sendTo, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

type Kind = 'telegram' | 'pagerduty' | 'opsgenie' | 'ntfy' | 'http';

function contactOf(kind: Kind): Contact {
  const id = 'oncall';
  const url = `${receiver.origin}/alerts`;
  switch (kind) {
    case 'telegram':
      return { kind, id, token: '1:token', chatId: '-1' };
    case 'pagerduty':
      return { kind, id, routingKey: 'key', region: 'eu' };
    case 'opsgenie':
      return { kind, id, apiKey: 'key', region: 'eu' };
    case 'ntfy':
      return { kind, id, url, allowPrivate: false };
    case 'http':
      return { kind, id, url, method: 'POST', headers: {}, body: '{{title}}', allowPrivate: false };
  }
}

function send(kind: Kind, status: number, body = '', headers: Record<string, string> = {}): Promise<void> {
  const { origin } = receiver;
  receiver.answer = (response) => response.writeHead(status, headers).end(body);
  return sendTo(
    contactOf(kind),
    MESSAGES.down,
    {},
    { origins: { telegram: origin, pagerduty: origin, opsgenie: origin } },
  );
}

const KINDS: readonly Kind[] = ['telegram', 'pagerduty', 'opsgenie', 'ntfy', 'http'];

describe.each(KINDS)('%s', (kind) => {
  it.each([200, 201, 202, 204])('%i: accepted', (status) => expect(send(kind, status)).resolves.toBeUndefined());

  it.each([408, 425, 429, 500, 502, 503, 504, 507])('%i: try again', async (status) => {
    expect(await failureOf(send(kind, status))).toMatchObject({ isPermanent: false });
  });

  it.each([301, 302, 307, 400, 401, 402, 403, 404, 405, 410, 413, 422])('%i: never', async (status) => {
    expect(await failureOf(send(kind, status))).toMatchObject({ isPermanent: true });
  });

  it('is left alone for as long as it asks for', async () => {
    const failure = await failureOf(send(kind, 429, '', { 'retry-after': '17' }));
    expect(failure).toMatchObject({ isPermanent: false, retryAfterMs: 17_000 });
  });

  it.each(['', 'no', 'null', '[]', '{', '{"errors":{},"message":7,"description":null,"parameters":7,"error":[]}'])(
    'answers what it likes: %j',
    async (body) => {
      const failure = await failureOf(send(kind, 400, body));
      expect(failure).toMatchObject({ isPermanent: true });
      expect(failure.message).toMatch(/ of contact "oncall" answered 400\./);
    },
  );
});

it.each<[Kind, number, string, string]>([
  [
    'telegram',
    400,
    '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}',
    'The Telegram bot of contact "oncall" answered 400 (Bad Request: chat not found). Is chatId that of a chat which the bot is in?',
  ],
  [
    'telegram',
    403,
    '{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the group chat"}',
    'The Telegram bot of contact "oncall" answered 403 (Forbidden: bot was kicked from the group chat). The bot was blocked, or removed from the chat.',
  ],
  [
    'telegram',
    401,
    '{"ok":false,"error_code":401,"description":"Unauthorized"}',
    'The Telegram bot of contact "oncall" answered 401 (Unauthorized). The token is none, or no longer one: ask @BotFather.',
  ],
  [
    'pagerduty',
    400,
    `{"status":"invalid event","message":"Event object is invalid","errors":["'routing_key' is missing","no"]}`,
    `The PagerDuty integration of contact "oncall" answered 400 ('routing_key' is missing; no). Is the routing key that of an Events API v2 integration, in this region?`,
  ],
  [
    'opsgenie',
    422,
    '{"message":"Request body is not processable","took":0.1}',
    'The Opsgenie integration of contact "oncall" answered 422 (Request body is not processable). Expected a status from 200 to 299.',
  ],
  [
    'opsgenie',
    401,
    '{"message":"Key format is not valid!"}',
    'The Opsgenie integration of contact "oncall" answered 401 (Key format is not valid!). Is the key that of an API integration, in this region, with the right to create alerts?',
  ],
  [
    'ntfy',
    403,
    '{"code":40301,"http":403,"error":"forbidden","link":"https://ntfy.example.org/docs"}',
    'The ntfy topic of contact "oncall" answered 403 (forbidden). May whoever has this token publish to the topic?',
  ],
])('%s %i says in its own words what is wrong, and Nightjar what to look at', async (kind, status, body, message) => {
  expect((await failureOf(send(kind, status, body))).message).toBe(message);
});
