import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { isSlackItself, slackAlikePayload } from '../../shared/senders/slack-alike.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { anyMessage, HARMFUL, RUNS, textsIn } from './any-message.ts';
import { type Receiver, sendTo, startReceiver } from './receiver.ts';

const message = aMessage({
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident({ monitorName: 'Staff *rota* `2` @here' }),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/?a=(1)',
  at: NOON,
});

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer = (response) => response.writeHead(200).end('ok');
});
afterEach(() => receiver.close());

it('Mattermost, which knows no blocks, gets an attachment', async () => {
  const contact = { kind: 'slack', id: 'team', url: '${env:MATTERMOST_URL}', allowPrivate: true } as const;
  await sendTo(contact, message, { 'env:MATTERMOST_URL': `${receiver.origin}/hooks/canary` });
  expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual([slackAlikePayload(briefingOf(message))]);
});

it.each([
  ['https://hooks.slack.com/services/T0/B0/x', true],
  ['https://hooks.slack-gov.com/services/T0/B0/x', true],
  ['https://chat.example.org/hooks/x', false],
  ['https://hooks.slack.com.example.org/x', false],
  ['https://notslack.com/x', false],
])('%s is Slack: %s', (url, expected) => {
  expect(isSlackItself(url)).toBe(expected);
});

it('names are shown as they are, call nobody, and links lead where they should', () => {
  expect(slackAlikePayload(briefingOf(message))).toMatchObject({
    attachments: [
      {
        color: '#d92d20',
        title: '🔴 `` DOWN: Staff *rota* `2` @\u2060here (critical) ``',
        text: 'The server answered with an unexpected status.\n\n[Status page](https://status.example.org/?a=%281%29)',
        fallback: expect.stringMatching(/^DOWN: Staff \*rota\* `2` @\u2060here \(critical\) since /),
        fields: expect.arrayContaining([
          { title: 'Found', value: '503', short: true },
          { title: 'Down since', value: '2026-11-22 12:00:00 UTC', short: true },
          { title: 'Target', value: '`GET https://rota.example.org/health/`', short: false },
        ]),
      },
    ],
  });
});

interface Attachment {
  readonly title: string;
  readonly text: string;
  readonly fields: readonly { readonly title: string; readonly value: string }[];
}

/** Without code and links of our own, only sentences are left, in which nothing can be more than that. */
function expectPlain(markdown: string): void {
  const unlinked = markdown.replace(/\[[A-Z][a-z ]+\]\(https:[!-'*-~]+\)/g, '');
  expect(unlinked).not.toMatch(/@(?!\u2060)/);
  const text = unlinked.replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
  expect(text).not.toMatch(/[`*_~#@<>[\]{}|\\^$&+=/]|\.\S|--|:[a-z]\S*:/i);
}

describe('whatever a message says', () => {
  it('it is not too long, and nothing in it is markup', () => {
    fc.assert(
      fc.property(anyMessage(), (any) => {
        const payload = slackAlikePayload(briefingOf(any)) as { attachments: Attachment[] };
        expect(JSON.stringify(payload).length).toBeLessThanOrEqual(12_000);
        expect(payload.attachments.length).toBeLessThanOrEqual(11);
        for (const { title, text, fields } of payload.attachments) {
          expectPlain(title);
          expectPlain(text);
          for (const { value } of fields) expectPlain(value);
        }
        for (const { text } of textsIn(payload)) expect(text.replaceAll('\n', '')).not.toMatch(HARMFUL);
      }),
      RUNS,
    );
  });
});
