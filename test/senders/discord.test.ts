import { parse } from 'discord-markdown-parser';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscordContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { type DiscordPayload, discordPayload } from '../../shared/senders/discord.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { anyMessage, HARMFUL, objectsIn, RUNS, textsIn } from './any-message.ts';
import { failureOf, type Receiver, sendTo, startReceiver } from './receiver.ts';

const notification = {
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident({ monitorName: 'Staff_rota *2*' }),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/',
  acknowledgeUrl: 'https://status.example.org/acknowledge?t=(1)',
  at: NOON,
} as const;
const message = aMessage(notification);
const contact: DiscordContact = { kind: 'discord', id: 'players', url: '${env:DISCORD_URL}' };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer = (response) => response.writeHead(200).end('{"id":"1"}');
});
afterEach(() => receiver.close());

const send = (query = '') =>
  sendTo(contact, message, { 'env:DISCORD_URL': `${receiver.origin}/api/webhooks/1/canary${query}` });

it('a message is one POST of embeds, answered when there is a message', async () => {
  await send();
  expect(receiver.received).toHaveLength(1);
  const [request] = receiver.received;
  expect(`${request?.method} ${request?.url}`).toBe('POST /api/webhooks/1/canary?wait=true');
  expect(JSON.parse(request?.body ?? '')).toEqual(discordPayload(briefingOf(message)));
});

it('a thread that the URL names is written to', async () => {
  await send('?thread_id=7');
  expect(receiver.received[0]?.url).toBe('/api/webhooks/1/canary?thread_id=7&wait=true');
});

it('people see names as they are, and links that lead where they should', () => {
  const [embed] = discordPayload(briefingOf(message)).embeds;
  expect(shown(embed?.title ?? '')).toBe('🔴 DOWN: Staff_rota *2* (critical)');
  const links = objectsIn(parse(embed?.fields?.at(-1)?.value ?? '', 'extended')).filter(({ type }) => type === 'link');
  expect(links.map(({ target }) => target)).toEqual([
    'https://status.example.org/acknowledge?t=%281%29',
    'https://status.example.org/',
  ]);
});

describe('what Discord answers', () => {
  it.each<[number, string, boolean, string, number | undefined]>([
    [400, '{"message":"Invalid Form Body","code":50035}', true, '(Invalid Form Body)', undefined],
    [401, '{"message":"Invalid Webhook Token","code":50027}', true, '(Invalid Webhook Token)', undefined],
    [403, '', true, 'answered 403', undefined],
    [404, '{"message":"Unknown Webhook","code":10015}', true, 'The webhook was removed: make a new one.', undefined],
    [429, '{"message":"You are being rate limited.","retry_after":0.65,"global":false}', false, 'limited', 650],
    [429, '<html>', false, 'answered 429', 7000],
    [500, '{}', false, 'answered 500', undefined],
    [502, '', false, 'answered 502', undefined],
  ])('%i %s is permanent: %s', async (status, text, isPermanent, words, retryAfterMs) => {
    receiver.answer = (response) => response.writeHead(status, status === 429 ? { 'retry-after': '7' } : {}).end(text);
    const error = await failureOf(send());
    expect(error).toMatchObject({ isPermanent, retryAfterMs });
    expect(error.message).toContain(`The Discord webhook of contact "players" answered ${status}`);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('canary');
  });
});

/** What the reader sees, as long as it is nothing but text. */
function shown(markdown: string): string {
  return parse(markdown, 'extended')
    .map((node) => {
      if (node.type === 'br') return '\n';
      if (node.type === 'twemoji') return String(node.name);
      expect(node.type, JSON.stringify(node)).toBe('text');
      return String(node.content);
    })
    .join('');
}

const LIMITS = {
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  name: 256,
  value: 1024,
  footer: 2048,
  all: 6000,
};

function expectWithinLimits({ embeds }: DiscordPayload): void {
  expect(embeds.length).toBeLessThanOrEqual(LIMITS.embeds);
  for (const { title, description, fields = [], footer } of embeds) {
    expect(title.length).toBeLessThanOrEqual(LIMITS.title);
    expect(description.length).toBeLessThanOrEqual(LIMITS.description);
    expect(footer?.text.length ?? 0).toBeLessThanOrEqual(LIMITS.footer);
    expect(fields.length).toBeLessThanOrEqual(LIMITS.fields);
    for (const { name, value } of fields) {
      expect(name.length).toBeLessThanOrEqual(LIMITS.name);
      expect(value.length).toBeLessThanOrEqual(LIMITS.value);
      expect(Math.min(name.length, value.length)).toBeGreaterThan(0);
    }
  }
  const counted = new Set(['title', 'description', 'name', 'value', 'text']);
  const texts = textsIn(embeds).filter(({ key }) => counted.has(key));
  expect(texts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(LIMITS.all);
}

it('whatever a message says, it stays within the limits, and nothing in it is markup', () => {
  fc.assert(
    fc.property(anyMessage(), (any) => {
      const briefing = briefingOf(any);
      const payload = discordPayload(briefing);
      expectWithinLimits(payload);
      expect(payload.allowed_mentions).toEqual({ parse: [] });
      for (const { text } of textsIn(payload)) expect(text.replaceAll('\n', '')).not.toMatch(HARMFUL);
      for (const { title, description, fields = [] } of payload.embeds) {
        shown(title);
        shown(description);
        for (const { name, value } of fields) if (name !== 'Links') shown(value);
      }
      const [first] = briefing.sections;
      if (briefing.list.length === 0 && first.text.length < 60) {
        expect(shown(payload.embeds[0]?.description ?? '')).toBe(first.text);
      }
    }),
    RUNS,
  );
});
