import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  NtfyContact,
  OpsgenieContact,
  PagerDutyContact,
  TelegramContact,
} from '../../shared/domain/alerting/contact.ts';
import type { Message } from '../../shared/domain/alerting/notification.ts';
import { alone } from '../../shared/domain/messages/message.ts';
import { ntfy } from '../../shared/senders/ntfy.ts';
import { opsgenie } from '../../shared/senders/opsgenie.ts';
import { pagerduty } from '../../shared/senders/pagerduty.ts';
import { telegram } from '../../shared/senders/telegram.ts';
import { NOON } from '../domain/builders.ts';
import { aStory, MESSAGES, SINCE } from '../domain/messages.ts';
import { failureOf, type Receiver, sendTo, startReceiver } from './receiver.ts';

const VALUES = { 'env:KEY': 'canary-key' };
const KEY = '${env:KEY}';
const ID = 'staff-rota-20261122T024610Z';

const pager: PagerDutyContact = { kind: 'pagerduty', id: 'oncall', routingKey: KEY, region: 'us' };
const genie: OpsgenieContact = { kind: 'opsgenie', id: 'oncall', apiKey: KEY, region: 'us' };
const bot: TelegramContact = { kind: 'telegram', id: 'chat', token: KEY, chatId: '-1001234567890' };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const phone = (): NtfyContact => ({
  kind: 'ntfy',
  id: 'phone',
  url: `${receiver.origin}/alerts`,
  token: KEY,
  allowPrivate: false,
});

/** What the service gets: a line of the request, its authorization, and the body. */
async function sent(contact: PagerDutyContact | OpsgenieContact | TelegramContact | NtfyContact, message: Message) {
  const { origin } = receiver;
  const origins = { telegram: origin, pagerduty: origin, opsgenie: origin };
  await sendTo(contact, message, VALUES, { origins });
  return receiver.received.map(({ method, url, headers, body }) => ({
    line: `${method} ${url}`,
    authorization: headers.authorization,
    body: JSON.parse(body),
  }));
}

describe('PagerDuty', () => {
  it('is told of an outage with everything that an alert has a place for', async () => {
    const [request] = await sent(pager, MESSAGES.down);
    expect(request?.line).toBe('POST /v2/enqueue');
    expect(request?.body).toMatchObject({
      routing_key: 'canary-key',
      event_action: 'trigger',
      dedup_key: ID,
      client: 'Nightjar',
      client_url: 'https://status.example.org/',
      payload: {
        summary:
          'DOWN: Staff rota (critical) since 2026-11-22 02:44 UTC: the server answered with an unexpected status',
        source: 'staff-rota',
        severity: 'critical',
        timestamp: '2026-11-22T02:44:10Z',
        component: 'Staff rota',
        group: 'Intranet',
        class: 'unexpected_status',
        custom_details: { Expected: 'status 200-299', Found: '503', Impact: 'Nobody can see who is on duty.' },
      },
    });
    expect(request?.body.links.map(({ text }: { text: string }) => text)).toEqual([
      'Acknowledge',
      'Runbook',
      'Status page',
    ]);
  });

  it.each([
    ['down', 'trigger', ID],
    ['reminder', 'trigger', ID],
    ['acknowledged', 'acknowledge', ID],
    ['recovered', 'resolve', ID],
    ['paused', 'resolve', ID],
    ['undelivered', 'trigger', `${ID}/undelivered-oncall`],
  ] as const)('%s: %s %s', async (name, action, key) => {
    const [request] = await sent(pager, MESSAGES[name]);
    expect(request?.body).toMatchObject({ event_action: action, dedup_key: key });
  });

  it('opens an alert of what somebody has taken on already', async () => {
    const acknowledgement = { at: SINCE, by: 'Ada' };
    const [request] = await sent(pager, alone(aStory('down', { acknowledgement })));
    expect(request?.body.event_action).toBe('trigger');
  });

  it.each([
    ['critical', 'critical'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'info'],
  ] as const)('takes the class %s for %s', async (severityClass, severity) => {
    const [request] = await sent(pager, alone(aStory('down', { incident: { severityClass } })));
    expect(request?.body.payload.severity).toBe(severity);
  });

  it('is asked where the account is', () => {
    const urlOf = (region: 'us' | 'eu') => pagerduty().request({ ...pager, region }, MESSAGES.down, NOON).url;
    expect(urlOf('us')).toBe('https://events.pagerduty.com/v2/enqueue');
    expect(urlOf('eu')).toBe('https://events.eu.pagerduty.com/v2/enqueue');
  });

  it('gets one event for each of several, though a group is never meant for it', async () => {
    const requests = await sent(pager, MESSAGES.group);
    expect(requests.map(({ body }) => `${body.event_action} ${body.dedup_key}`)).toEqual([
      'resolve mail-20261122T024610Z',
      'trigger ledger-api-20261122T024610Z',
      `trigger ${ID}`,
    ]);
  });

  it('is sent the rest of several when one is refused, and all of them again while one may still arrive', async () => {
    const statuses = [400, 503, 202];
    receiver.answer = (response) => response.writeHead(statuses[receiver.received.length - 1] ?? 202).end();
    const failure = await failureOf(sent(pager, MESSAGES.group).then(() => undefined));
    expect(failure.isPermanent).toBe(false);
    expect(receiver.received).toHaveLength(3);
  });
});

describe('Opsgenie', () => {
  it('is told of an outage by an alert whose alias is the incident', async () => {
    const [request] = await sent(genie, MESSAGES.down);
    expect(request).toMatchObject({
      line: 'POST /v2/alerts',
      authorization: 'GenieKey canary-key',
      body: {
        message: 'DOWN: Staff rota (critical)',
        alias: ID,
        entity: 'Staff rota',
        source: 'Nightjar',
        priority: 'P1',
        tags: ['critical'],
        details: { Expected: 'status 200-299', Found: '503' },
      },
    });
    expect(request?.body.description).toContain('Runbook: https://wiki.example.org/rota\n');
  });

  it.each([
    ['recovered', 'close'],
    ['paused', 'close'],
    ['acknowledged', 'acknowledge'],
  ] as const)('%s: %s', async (name, step) => {
    const [request] = await sent(genie, MESSAGES[name]);
    expect(request?.line).toBe(`POST /v2/alerts/${ID}/${step}?identifierType=alias`);
    expect(request?.body.user).toBe(step === 'acknowledge' ? 'Ada' : undefined);
  });

  it.each([
    ['critical', 'P1'],
    ['high', 'P2'],
    ['medium', 'P3'],
    ['low', 'P4'],
  ] as const)('takes the class %s for %s', async (severityClass, priority) => {
    const [request] = await sent(genie, alone(aStory('down', { incident: { severityClass } })));
    expect(request?.body.priority).toBe(priority);
  });

  it('is asked where the account is, and gets the tags of the monitor', () => {
    const request = opsgenie().request(
      { ...genie, region: 'eu' },
      alone(aStory('down', { monitor: { tags: ['payroll', 'db'] } })),
      NOON,
    );
    expect(request.url).toBe('https://api.eu.opsgenie.com/v2/alerts');
    expect(request.body).toMatchObject({ tags: ['critical', 'payroll', 'db'] });
  });
});

describe('Telegram', () => {
  it('shows text that no character of it can turn into markup', async () => {
    const [request] = await sent(bot, MESSAGES.down);
    expect(request?.line).toBe('POST /botcanary-key/sendMessage');
    const { text, entities, ...rest } = request?.body ?? {};
    expect(text).toBe(`🔴 DOWN: Staff rota (critical)
The server answered with an unexpected status.
Impact: Nobody can see who is on duty.
Expected: status 200-299
Found: 503
Down since: 2026-11-22 02:44:10 UTC
Confirmed: 2026-11-22 02:46:10 UTC, after 3 failed checks in a row
Monitor: staff-rota (Intranet)
Target: GET https://rota.example.org/health/?key=$\{env:ROTA_KEY}

Acknowledge · Runbook · Status page`);
    const marked = entities.map(
      ({ type, offset, length, url }: { type: string; offset: number; length: number; url?: string }) => [
        type,
        text.slice(offset, offset + length),
        ...(url === undefined ? [] : [new URL(url).host]),
      ],
    );
    expect(marked).toEqual([
      ['bold', 'DOWN: Staff rota (critical)'],
      ['code', `GET https://rota.example.org/health/?key=$\{env:ROTA_KEY}`],
      ['text_link', 'Acknowledge', 'status.example.org'],
      ['text_link', 'Runbook', 'wiki.example.org'],
      ['text_link', 'Status page', 'status.example.org'],
    ]);
    expect(rest).toEqual({
      chat_id: '-1001234567890',
      link_preview_options: { is_disabled: true },
      disable_notification: false,
    });
  });

  it.each([7, 13, 20, 24, 28])(
    'says when there is more than fits, and keeps the first line and the links (%i)',
    (width) => {
      const wide = (index: number) =>
        aStory('down', { incident: { monitorId: `m-${index}`, monitorName: `${'wide '.repeat(width)}${index}` } });
      const [first, ...rest] = [wide(0), ...Array.from({ length: 99 }, (_, index) => wide(index + 1))] as const;
      const { body } = telegram().request(bot, { id: 'storm', reason: 'storm', notifications: [first, ...rest] }, NOON);
      const { text } = body as { text: string };
      expect(text.length).toBeLessThanOrEqual(4096);
      expect(text.length).toBeGreaterThan(3800);
      expect(text).toMatch(/^🔴 100 DOWN at once: /);
      expect(text).toMatch(/\n\nStatus page\n\nThere is more than fits in here\.$/);
    },
  );

  it('waits as long as the answer says', async () => {
    receiver.answer = (response) =>
      response
        .writeHead(429)
        .end(JSON.stringify({ ok: false, description: 'Too Many Requests', parameters: { retry_after: 35 } }));
    expect(await failureOf(sent(bot, MESSAGES.down).then(() => undefined))).toMatchObject({
      isPermanent: false,
      retryAfterMs: 35_000,
    });
  });

  it('is silent about what can wait until morning', () => {
    const body = telegram().request(bot, MESSAGES.digest, NOON).body;
    expect(body).toMatchObject({ disable_notification: true });
  });
});

describe('ntfy', () => {
  it('is as loud as the matter, with a button for what can be done', async () => {
    const [request] = await sent(phone(), MESSAGES.down);
    expect(request).toMatchObject({
      line: 'POST /',
      authorization: 'Bearer canary-key',
      body: {
        topic: 'alerts',
        title: 'DOWN: Staff rota (critical)',
        priority: 5,
        tags: ['rotating_light'],
        click: 'https://status.example.org/',
      },
    });
    expect(request?.body.message).toMatch(/^The server answered with an unexpected status\.\nImpact: /);
    expect(request?.body.actions.map(({ action, label }: Record<string, string>) => `${action} ${label}`)).toEqual([
      'view Acknowledge',
      'view Runbook',
      'view Status page',
    ]);
  });

  it.each([
    ['recovered', 3, 'white_check_mark'],
    ['paused', 3, 'pause_button'],
    ['digest', 3, 'rotating_light'],
    ['group', 5, 'rotating_light'],
  ] as const)('%s has the priority %i and the sign %s', (name, priority, tag) => {
    expect(ntfy.request(phone(), MESSAGES[name], NOON).body).toMatchObject({ priority, tags: [tag] });
  });

  it('has no button for one of several', () => {
    const { actions } = ntfy.request(phone(), MESSAGES.group, NOON).body as { actions: { label: string }[] };
    expect(actions.map(({ label }) => label)).toEqual(['Status page']);
  });

  it('never gets more than arrives as a text', () => {
    const long = '😀'.repeat(256);
    const failure = { code: 'assertion_failed', message: `${long}!`, expected: long, found: long } as const;
    const impact = long;
    const acknowledgement = { at: SINCE, by: long, note: long };
    const { body } = ntfy.request(
      phone(),
      alone(aStory('down', { acknowledgement, incident: { failure }, monitor: { impact } })),
      NOON,
    );
    expect(Buffer.byteLength((body as { message: string }).message)).toBeLessThanOrEqual(4096);
  });

  it.each(['https://ntfy.example.org/', 'https://ntfy.example.org/a/b', 'nonsense'])(
    'is not called by a secret URL without a topic: %s',
    async (url) => {
      const failure = await failureOf(
        sendTo({ ...phone(), url: '${env:URL}' }, MESSAGES.down, { ...VALUES, 'env:URL': url }),
      );
      expect(failure).toMatchObject({
        isPermanent: false,
        message: 'The URL of contact "phone" names no topic. Write one like https://ntfy.example.org/alerts',
      });
    },
  );
});

it('no key is in what is said of a refusal', async () => {
  receiver.answer = (response) => response.writeHead(400).end(JSON.stringify({ message: 'bad canary-key' }));
  for (const contact of [pager, genie, bot, phone()]) {
    const failure = await failureOf(sent(contact, MESSAGES.down).then(() => undefined));
    expect(`${failure.stack} ${String(failure.cause)}`).not.toContain('canary-key');
  }
});
