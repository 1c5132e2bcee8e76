import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TeamsContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { teamsPayload } from '../../shared/senders/teams.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { anyMessage, HARMFUL, objectsIn, RUNS, textsIn } from './any-message.ts';
import { failureOf, type Receiver, sendTo, startReceiver } from './receiver.ts';

/** What Teams and others read cards with; it comes as one script. */
const { AdaptiveCard, SerializationContext }: typeof import('adaptivecards') = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
);

const message = aMessage({
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident(),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/',
  at: NOON,
});
const contact: TeamsContact = { kind: 'teams', id: 'office', url: '${env:TEAMS_URL}' };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer = (response) => response.writeHead(202).end();
});
afterEach(() => receiver.close());

const send = () => sendTo(contact, message, { 'env:TEAMS_URL': `${receiver.origin}/workflows/canary?sig=canary` });

interface Payload {
  readonly attachments: readonly [{ readonly contentType: string; readonly content: Record<string, unknown> }];
}

/** What the real parser objects to. */
function objections(card: Record<string, unknown>): string[] {
  const context = new SerializationContext();
  new AdaptiveCard().parse(card, context);
  return Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
}

it('a message is one POST of a card', async () => {
  await send();
  expect(receiver.received).toHaveLength(1);
  const [request] = receiver.received;
  expect(`${request?.method} ${request?.url}`).toBe('POST /workflows/canary?sig=canary');
  expect(request?.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(request?.body ?? '')).toEqual(teamsPayload(briefingOf(message)));
});

describe('what a workflow answers', () => {
  it.each<[number, string, boolean, string]>([
    [400, '{"error":{"code":"TriggerInputSchemaMismatch","message":"no"}}', true, '(TriggerInputSchemaMismatch)'],
    [400, '{"error":{"code":"WorkflowTriggerIsNotEnabled"}}', true, 'The workflow is switched off.'],
    [401, '{"error":{"code":"DirectApiAuthorizationRequired"}}', true, 'copy the one that the workflow shows now'],
    [403, 'no', true, 'answered 403. Expected a status from 200 to 299.'],
    [404, '{"error":{"code":"WorkflowNotFound"}}', true, 'The workflow was removed'],
    [413, '', true, 'answered 413'],
    [429, '', false, 'answered 429'],
    [502, '{"error":{"code":"NoResponse"}}', false, '(NoResponse)'],
    [
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId',
      false,
      'failed with 429',
    ],
    [
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 404 with ContextId',
      true,
      'failed with 404',
    ],
  ])('%i %s is permanent: %s', async (status, text, isPermanent, words) => {
    receiver.answer = (response) => response.writeHead(status).end(text);
    const error = await failureOf(send());
    expect(error).toMatchObject({ isPermanent });
    expect(error.message).toContain(`The Teams workflow of contact "office" answered ${status}`);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('canary');
  });

  it.each([
    [200, '1'],
    [200, ''],
    [202, ''],
  ])('%i %j is accepted', async (status, text) => {
    receiver.answer = (response) => response.writeHead(status).end(text);
    await expect(send()).resolves.toBeUndefined();
  });
});

it('whatever a message says, the card is valid, within its limits, and nothing in it is markup', () => {
  fc.assert(
    fc.property(anyMessage(), (any) => {
      const payload = teamsPayload(briefingOf(any)) as Payload;
      const [{ contentType, content }] = payload.attachments;
      expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
      expect(objections(content)).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(28_000);
      // Only runs of text and buttons: neither knows Markdown.
      const types = new Set(objectsIn(content).flatMap(({ type }) => (typeof type === 'string' ? [type] : [])));
      expect([...types].filter((type) => !ALLOWED.has(type))).toEqual([]);
      for (const { url } of objectsIn(content)) if (url !== undefined) expect(url).toMatch(/^https:\/\/[!-~]+$/);
      for (const { text } of textsIn(content)) expect(text).not.toMatch(HARMFUL);
      expect(content.msteams).toEqual({ width: 'Full' });
    }),
    RUNS,
  );
});

const ALLOWED = new Set(['AdaptiveCard', 'RichTextBlock', 'TextRun', 'Action.OpenUrl']);
