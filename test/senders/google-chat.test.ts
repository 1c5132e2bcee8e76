import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleChatContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { googleChatPayload } from '../../shared/senders/google-chat.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { anyMessage, HARMFUL, objectsIn, RUNS, textsIn } from './any-message.ts';
import { failureOf, type Receiver, sendTo, startReceiver } from './receiver.ts';

const message = aMessage({
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident({ monitorName: 'Staff <rota> & co' }),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/',
  at: NOON,
});
const contact: GoogleChatContact = { kind: 'google-chat', id: 'space', url: '${env:GOOGLE_CHAT_URL}' };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer = (response) => response.writeHead(200).end('{"name":"spaces/A/messages/B"}');
});
afterEach(() => receiver.close());

const send = () =>
  sendTo(contact, message, { 'env:GOOGLE_CHAT_URL': `${receiver.origin}/v1/spaces/A/messages?key=k&token=canary` });

interface Payload {
  readonly fallbackText: string;
  readonly cardsV2: readonly [{ readonly card: { readonly header: object; readonly sections: readonly Section[] } }];
}

interface Section {
  readonly header?: string;
  readonly widgets: readonly Record<string, { readonly text?: string }>[];
}

it('a message is one POST of a card', async () => {
  await send();
  expect(receiver.received).toHaveLength(1);
  const [request] = receiver.received;
  expect(`${request?.method} ${request?.url}`).toBe('POST /v1/spaces/A/messages?key=k&token=canary');
  expect(JSON.parse(request?.body ?? '')).toEqual(googleChatPayload(briefingOf(message)));
});

it('the title is for a place without markup', () => {
  expect(googleChatPayload(briefingOf(message))).toMatchObject({
    fallbackText: expect.stringMatching(/^DOWN: Staff ‹rota› & co \(critical\) since /),
    cardsV2: [{ card: { header: { title: '🔴 DOWN: Staff ‹rota› & co (critical)' } } }],
  });
});

describe('what Google answers', () => {
  const error = (code: number, status: string) => JSON.stringify({ error: { code, status, message: 'Not so.' } });
  it.each<[number, string, boolean, string]>([
    [400, error(400, 'INVALID_ARGUMENT'), true, '(INVALID_ARGUMENT: Not so.)'],
    [401, error(401, 'UNAUTHENTICATED'), true, '(UNAUTHENTICATED: Not so.)'],
    [403, error(403, 'PERMISSION_DENIED'), true, '(PERMISSION_DENIED: Not so.)'],
    [404, error(404, 'NOT_FOUND'), true, 'make a new one'],
    [429, error(429, 'RESOURCE_EXHAUSTED'), false, '(RESOURCE_EXHAUSTED: Not so.)'],
    [500, '', false, 'answered 500'],
    [503, error(503, 'UNAVAILABLE'), false, '(UNAVAILABLE: Not so.)'],
  ])('%i %s is permanent: %s', async (status, text, isPermanent, words) => {
    receiver.answer = (response) => response.writeHead(status).end(text);
    const failure = await failureOf(send());
    expect(failure).toMatchObject({ isPermanent });
    expect(failure.message).toContain(`The Google Chat webhook of contact "space" answered ${status}`);
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain('canary');
  });
});

/** What a text of a card shows: nothing but line breaks and entities may have been written into it. */
function shown(html: string): string {
  expect(html.replaceAll('<br>', '')).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
  return html.replaceAll('<br>', '\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

it('whatever a message says, it stays within the limits, and nothing in it is markup', () => {
  fc.assert(
    fc.property(anyMessage(), (any) => {
      const briefing = briefingOf(any);
      const payload = googleChatPayload(briefing) as Payload;
      expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(32_000);
      const { header, sections } = payload.cardsV2[0].card;
      expect(
        textsIn(header)
          .map(({ text }) => text)
          .join(' '),
      ).not.toMatch(/[<>]/);
      expect(payload.fallbackText).not.toMatch(/[<>]/);
      expect(sections.flatMap(({ widgets }) => widgets).length).toBeLessThanOrEqual(100);
      const texts = sections.flatMap(({ header = '', widgets }) => [
        header,
        ...widgets.flatMap(({ textParagraph, decoratedText }) => [textParagraph?.text, decoratedText?.text]),
      ]);
      const seen = texts.map((text) => shown(text ?? ''));
      if (briefing.list.length === 0) expect(seen).toContain(briefing.sections[0].text);
      for (const { url } of objectsIn(payload)) if (url !== undefined) expect(url).toMatch(/^https:\/\/[!-~]+$/);
      for (const { text } of textsIn(payload)) expect(text).not.toMatch(HARMFUL);
    }),
    RUNS,
  );
});
