import fc from 'fast-check';
import { NodeType, parse } from 'slack-message-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlackContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { slackPayload } from '../../shared/senders/slack.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { anyMessage, HARMFUL, objectsIn, RUNS, textsIn } from './any-message.ts';
import { failureOf, type Receiver, sendTo, startReceiver } from './receiver.ts';

const message = aMessage({
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident(),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/',
  at: NOON,
});
const contact: SlackContact = { kind: 'slack', id: 'team', url: '${env:SLACK_URL}', allowPrivate: false };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer = (response) => response.writeHead(200).end('ok');
});
afterEach(() => receiver.close());

/** Under the name that Slack has, or under another. */
function send(host = 'hooks.slack.com') {
  const url = `http://${host}:${new URL(receiver.origin).port}/services/T0/B0/canary`;
  return sendTo(contact, message, { 'env:SLACK_URL': url }, { resolver: async () => ['127.0.0.1'] });
}

it('a message is one POST of blocks', async () => {
  await send();
  expect(receiver.received).toHaveLength(1);
  const [request] = receiver.received;
  expect(`${request?.method} ${request?.url}`).toBe('POST /services/T0/B0/canary');
  expect(request?.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(request?.body ?? '')).toEqual(slackPayload(briefingOf(message)));
});

it('the notification on a telephone says it all', () => {
  expect(slackPayload(briefingOf(message))).toMatchObject({
    text: 'DOWN: Staff rota (critical) since 2026-11-22 12:00 UTC: the server answered with an unexpected status',
    blocks: [{ type: 'header', text: { text: '🔴 DOWN: Staff rota (critical)' } }, {}, {}],
  });
});

describe('what Slack answers', () => {
  it.each<[number, string, boolean, string]>([
    [400, 'invalid_payload', true, 'answered 400 (invalid_payload)'],
    [400, 'invalid_blocks', true, '(invalid_blocks)'],
    [403, 'action_prohibited', true, 'An administrator does not let webhooks post there.'],
    [403, 'invalid_token', true, '(invalid_token)'],
    [404, 'no_service', true, 'make a new one'],
    [404, 'channel_not_found', true, 'Its channel is gone.'],
    [410, 'channel_is_archived', true, 'Its channel is archived.'],
    [429, 'rate_limited', false, '(rate_limited)'],
    [500, 'rollup_error', false, '(rollup_error)'],
    [503, '<html>down</html>', false, 'answered 503. Expected a status from 200 to 299.'],
    [302, '', true, 'Redirects are not followed'],
  ])('%i %s is permanent: %s', async (status, text, isPermanent, words) => {
    receiver.answer = (response) => response.writeHead(status, { 'retry-after': '30' }).end(text);
    const error = await failureOf(send());
    expect(error).toMatchObject({ isPermanent, retryAfterMs: 30_000 });
    expect(error.message).toContain(`The Slack webhook of contact "team" answered ${status}`);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('canary');
  });
});

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly elements?: readonly { readonly type: string; readonly text?: string }[];
}

/** Nodes that lead somewhere or call somebody. */
const ACTIVE = new Set([NodeType.ChannelLink, NodeType.UserLink, NodeType.URL, NodeType.Command]);

it('whatever a message says, it stays within the limits, and nothing in it is markup', () => {
  fc.assert(
    fc.property(anyMessage(), (any) => {
      const payload = slackPayload(briefingOf(any)) as { text: string; mrkdwn: boolean; blocks: Block[] };
      expect(payload.blocks.length).toBeLessThanOrEqual(50);
      expect(JSON.stringify(payload.blocks).length).toBeLessThanOrEqual(12_000);
      for (const { type, text, elements } of payload.blocks) {
        expect(['header', 'rich_text', 'divider', 'context']).toContain(type);
        if (type === 'header') expect(text?.text.length).toBeLessThanOrEqual(150);
        if (type === 'context') expect(elements?.[0]?.text?.length).toBeLessThanOrEqual(2000);
      }
      for (const each of objectsIn(payload.blocks)) {
        expect(each.type).not.toBe('mrkdwn');
        if (each.type === 'text') expect(each.text).not.toBe('');
        if (each.type === 'link') expect(each.url).toMatch(/^https:\/\/status\.example\.org\/[!-~]{0,3000}$/);
      }
      for (const { text } of textsIn(payload)) expect(text.replaceAll('\n', '')).not.toMatch(HARMFUL);
      // The one text that could be markup is said to be none, and calls nobody even where that is overlooked.
      expect(payload.mrkdwn).toBe(false);
      expect(payload.text).not.toMatch(/@(?!\u2060)|[<>]/);
      expect(objectsIn(parse(payload.text)).filter(({ type }) => ACTIVE.has(type as NodeType))).toEqual([]);
    }),
    RUNS,
  );
});
