import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message, Notification, NotificationKind } from '../../../shared/domain/alerting/notification.ts';
import { FAILURES, type FailureCode } from '../../../shared/domain/checks/failure.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import { isGsm7, septets } from '../../../shared/domain/messages/gsm7.ts';
import * as texts from '../../../shared/domain/messages/message.ts';
import { aMessage, aMonitor, anHttpTarget, anIncident, MINUTE, NOON } from '../builders.ts';
import { MESSAGES } from '../messages.ts';

const CLOSINGS: Record<NotificationKind, Pick<Incident, 'closing'>> = {
  down: {},
  reminder: {},
  undelivered: {},
  warning: {},
  recovered: { closing: { reason: 'recovered', at: NOON + 5 * MINUTE, upSince: NOON + 250_000 } },
  closed: { closing: { reason: 'paused', at: NOON + 5 * MINUTE, upSince: NOON + 5 * MINUTE } },
};

const aNotification = (kind: NotificationKind, incident: Partial<Incident> = {}): Notification => ({
  eventId: `rota-20261122T120200Z/${kind}`,
  kind,
  incident: anIncident({ ...CLOSINGS[kind], ...incident }),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/',
  at: NOON + 2 * MINUTE,
});

const removed = (): Notification => {
  const { monitor, ...rest } = aNotification('closed');
  const at = NOON + 5 * MINUTE;
  return { ...rest, incident: { ...rest.incident, closing: { reason: 'removed', at, upSince: at } } };
};

const { webhookPayload } = texts;
const emailText = (notification: Notification) => texts.emailText(aMessage(notification));
const smsText = (notification: Notification) => texts.smsText(aMessage(notification));
const subjectOf = (notification: Notification) => texts.subjectOf(aMessage(notification));
const terminalText = (notification: Notification) => texts.terminalText(aMessage(notification));

const REFERENCE = '${env:ROTA_KEY}';
const LONG_NAME =
  'Certificate and session service of the regional examination office, second building, east wing, standby';

describe('the first words', () => {
  it.each([
    [aNotification('down'), 'DOWN: Staff rota'],
    [aNotification('recovered'), 'RECOVERED: Staff rota after 4 min 10 s'],
    [aNotification('closed'), 'PAUSED: Staff rota after 5 min down'],
    [removed(), 'REMOVED: Staff rota after 5 min down'],
  ])('say at once what happened to what (%#)', (notification, words) => {
    for (const text of [subjectOf, emailText, smsText, terminalText]) {
      expect(text(notification).startsWith(words)).toBe(true);
    }
    expect(webhookPayload(notification).summary).toBe(words);
  });
});

describe('a message of an outage', () => {
  it('holds, as an email, everything that is known', () => {
    expect(emailText(aNotification('down'))).toBe(`DOWN: Staff rota (critical)

The server answered with an unexpected status.

Expected       status 200-299
Found          503
Down since     2026-11-22 12:00:00 UTC
Confirmed      2026-11-22 12:02:00 UTC, after 3 failed checks in a row
Monitor        rota
Target         GET https://rota.example.org/health/

Status page    https://status.example.org/

Message rota-20261122T120200Z/down. Another copy with this id tells nothing new.
`);
  });

  it('gives in the email the failure’s own words where nothing was compared, and what they say beyond a comparison', () => {
    const refused = { code: 'tcp_refused', message: 'The server refused the connection: 192.0.2.1:443.' } as const;
    expect(emailText(aNotification('down', { failure: refused }))).toContain(`\n\n${refused.message}\n\n`);
    const limited = { ...anIncident().failure, message: 'Expected status 200-299, got 503; ask less often.' };
    expect(emailText(aNotification('down', { failure: limited }))).toContain(`Detail         ${limited.message}\n`);
    expect(emailText(aNotification('down'))).not.toContain('Detail');
  });

  it('says, as a text message, what a person needs to get up for', () => {
    expect(smsText(aNotification('down'))).toBe(
      'DOWN: Staff rota (critical, since 2026-11-22 12:00 UTC): the server answered with an unexpected status. ' +
        '3 checks in a row. https://status.example.org/',
    );
  });

  it('says what is out of the ordinary before it counts checks', () => {
    const end = (notification: Notification) => smsText(notification).split('unexpected status. ')[1];
    const flapping = { openings: 3, windowMs: 60 * MINUTE };
    const regions = { 'eu-west-1': 'down', 'us-east-1': 'down', 'sa-east-1': 'up' } as const;
    const status = 'https://status.example.org/';
    expect(end(aNotification('down', { flapping }))).toBe(`3rd outage within 1 h. ${status}`);
    expect(end(aNotification('down', { flapping, regions }))).toBe(`Down in 2 of 3 regions. ${status}`);
    const escalated = { ...aNotification('down', { flapping, regions }), escalatedAfterMs: 15 * MINUTE };
    expect(end(escalated)).toBe('Nobody has acknowledged it for 15 min.');
  });

  it('says on a terminal why nothing is heard of it for a while', () => {
    expect(terminalText(MESSAGES.regions.notifications[0])).toContain(
      'got 503. It flaps: 3rd outage within 1 h; you are told again when it has been up for 15 min. https://',
    );
  });

  it('gives the reason in the subject where there is room', () => {
    expect(subjectOf(aNotification('down'))).toBe(
      'DOWN: Staff rota (critical), the server answered with an unexpected status',
    );
    expect(subjectOf(aNotification('down', { monitorName: 'Staff rota of the whole northern district' }))).toBe(
      'DOWN: Staff rota of the whole northern district (critical)',
    );
  });

  it('is two lines on a terminal', () => {
    expect(terminalText(aNotification('down')).split('\n')).toEqual([
      'DOWN: Staff rota (critical), since 2026-11-22 12:00:00 UTC, 3 failed checks in a row',
      '  Expected status 200-299, got 503. https://rota.example.org/health/',
    ]);
  });

  it('says the same to a webhook after the incident has been closed', () => {
    const late = { ...aNotification('recovered'), kind: 'down' as const };
    expect(webhookPayload(late).incident).toEqual(webhookPayload(aNotification('down')).incident);
  });

  it('shows secret references as they are written', () => {
    const target = { ...aMonitor().target, url: `https://rota.example.org/health/?key=${REFERENCE}` };
    const notification = { ...aNotification('down'), monitor: { ...aMonitor(), target } };
    expect(emailText(notification)).toContain(`?key=${REFERENCE}`);
    expect(webhookPayload(notification).monitor.target?.url).toBe(target.url);
  });
});

describe('a message of an end', () => {
  it('tells a webhook for how long it was down, and when each thing happened', () => {
    expect(webhookPayload(aNotification('recovered')).incident).toEqual({
      id: 'rota-20261122T120200Z',
      since: '2026-11-22T12:00:00Z',
      openedAt: '2026-11-22T12:02:00Z',
      checks: 3,
      severityClass: 'critical',
      regions: null,
      flapping: null,
      failure: {
        code: 'unexpected_status',
        message: 'Expected status 200-299, got 503.',
        expected: 'status 200-299',
        found: '503',
      },
      closedAt: '2026-11-22T12:05:00Z',
      closingReason: 'recovered',
      upSince: '2026-11-22T12:04:10Z',
      durationSeconds: 250,
    });
  });

  it('says when it was up again, and what had been wrong', () => {
    const text = emailText(aNotification('recovered'));
    expect(text).toContain('Up since       2026-11-22 12:04:10 UTC');
    expect(text).toContain('What failed    The server answered with an unexpected status.');
    expect(text).toContain('Found          503');
  });

  it('warns that nobody watches a monitor that was paused while down', () => {
    const text = emailText(aNotification('closed'));
    expect(text).toContain('The monitor was paused while it was down');
    expect(text).toContain('Watched until  2026-11-22 12:05:00 UTC');
    expect(webhookPayload(aNotification('closed')).incident.upSince).toBeNull();
  });

  it('does without a target when the monitor is gone', () => {
    expect(emailText(removed())).not.toContain('Target');
    expect(terminalText(removed())).toContain('The monitor was removed; nobody watches it now.');
    expect(webhookPayload(removed()).monitor.target).toBeNull();
  });
});

it('a webhook is told what people know, have done and have not done', () => {
  expect(webhookPayload(MESSAGES.regions.notifications[0])).toMatchObject({
    monitor: { impact: 'Nobody can see who is on duty.', runbook: 'https://wiki.example.org/rota', tags: [] },
    incident: { regions: { 'sa-east-1': 'silent' }, flapping: { openings: 3, windowSeconds: 3600 } },
    acknowledgeUrl: expect.stringContaining('/acknowledge/'),
  });
  expect(webhookPayload(MESSAGES.escalated.notifications[0])).toMatchObject({ escalatedAfterSeconds: 900 });
  expect(webhookPayload(MESSAGES.undelivered.notifications[0]).undelivered?.contactId).toBe('oncall');
  expect(webhookPayload(MESSAGES.acknowledged.notifications[0]).acknowledgement).toEqual({
    at: '2026-11-22T02:47:10Z',
    by: 'Ada',
    note: 'restarting it now',
  });
  expect(webhookPayload(MESSAGES.down.notifications[0])).toMatchObject({
    acknowledgement: null,
    escalatedAfterSeconds: null,
    undelivered: null,
    incident: { regions: null, flapping: null, severityClass: 'critical' },
  });
});

describe('names', () => {
  it.each([
    ['Café Łódź – “Nord”', 'Cafe Lodz - "Nord"', 'Café Lodz - "Nord"'],
    ['🚀 Rocket', 'Rocket', 'Rocket'],
    ['Ångström {€}', 'Angstrom {EUR}', 'Ångström {€}'],
    ['勤務表', 'rota', 'rota'],
    ['Сервис API', 'rota', 'rota'],
    ['two\r\nlines\u0000', 'two lines', 'two lines'],
    ['', 'rota', 'rota'],
  ])('%j reads %j in a subject and %j in a text message', (monitorName, ascii, gsm) => {
    const notification = aNotification('down', { monitorName });
    expect(subjectOf(notification)).toContain(`DOWN: ${ascii} (`);
    expect(smsText(notification)).toContain(`DOWN: ${gsm} (`);
  });

  it('are shown whole where any character may be', () => {
    const notification = aNotification('down', { monitorName: '勤務表 🚀' });
    expect(webhookPayload(notification).monitor.name).toBe('勤務表 🚀');
    expect(emailText(notification)).toContain('DOWN: 勤務表 🚀 (critical)\n');
  });

  it('are shortened in a text message, before the time and the reason are', () => {
    const text = smsText(aNotification('down', { monitorName: LONG_NAME }));
    expect(text).toBe(
      'DOWN: Certificate and session service of the regional examination office, second... ' +
        '(since 2026-11-22 12:00 UTC): the server answered with an unexpected status.',
    );
    expect(septets(text)).toBeLessThanOrEqual(160);
  });

  it('are shortened in a subject, before the severity is', () => {
    const subject = subjectOf(aNotification('down', { monitorName: LONG_NAME }));
    expect(subject).toMatch(/^DOWN: Certificate and session service .*\.\.\. \(critical\)$/);
    expect(subject.length).toBeLessThan(100);
  });
});

describe('several in one message', () => {
  const named = (...names: string[]): Message => {
    const [first, ...rest] = names.map((monitorName, index) =>
      aNotification('down', { monitorName, id: `i-${index}`, monitorId: `m-${index}` }),
    );
    if (!first) throw new Error('a message needs a name');
    return { id: 'several', reason: 'group', notifications: [first, ...rest] };
  };

  it('are told by as many names as there is room for', () => {
    const half = 'Certificate and session service';
    expect(texts.subjectOf(named(half, half, half))).toBe(`3 DOWN: ${half}, ${half} and 1 more (critical)`);
    expect(texts.subjectOf(named(LONG_NAME, LONG_NAME))).toBe(
      '2 DOWN: Certificate and session service of th... and 1 more (critical)',
    );
    expect(texts.smsText(named(...Array.from({ length: 9 }, () => LONG_NAME)))).toBe(
      '9 DOWN (critical, since 2026-11-22 12:00 UTC): Certificate and session service of th..., ' +
        'Certificate and session service of th... and 7 more.',
    );
  });

  it('are all listed in an email, and told in detail as far as SNS takes it', () => {
    const wide = '😀'.repeat(256);
    const failure = { code: 'assertion_failed', message: `${wide}!`, expected: wide, found: wide } as const;
    const [first, ...rest] = Array.from({ length: 12 }, (_, index) => ({
      ...aNotification('down', { id: `i-${index}`, monitorName: `Service ${index}`, failure }),
      monitor: aMonitor({ impact: wide, target: anHttpTarget({ url: `https://example.org/${wide.repeat(8)}` }) }),
    }));
    if (!first) throw new Error('twelve are not none');
    const text = texts.emailText({ id: 'several', reason: 'storm', notifications: [first, ...rest] });
    expect(text.length).toBeLessThanOrEqual(35_000);
    expect(text.match(/^DOWN: Service \d+ \(critical\), /gm)).toHaveLength(12);
    expect(text.match(/^DOWN: Service \d+ \(critical\)$/gm)?.length).toBeGreaterThan(2);
    expect(text).toMatch(/\nMessage several\. [^\n]+\n$/);
  });
});

it('a link to acknowledge is in a text message where it fits beside the reason', () => {
  const withLink = (acknowledgeUrl: string) => smsText({ ...aNotification('down'), acknowledgeUrl });
  expect(withLink('https://a.example/b')).toMatch(/unexpected status\. 3 checks in a row\. https:\/\/a\.example\/b$/);
  expect(withLink(`https://a.example/${'b'.repeat(90)}`)).toMatch(/in a row\. https:\/\/status\.example\.org\/$/);
});

const CANARY = 'target-wrote-this';
const hostile = {
  code: 'assertion_failed',
  message: `It said ${CANARY}.`,
  found: `\u001b[31m${CANARY}\u202e`,
} as const;

it('what a target wrote reaches neither a subject nor a text message', () => {
  for (const kind of ['down', 'recovered', 'closed'] as const) {
    const notification = aNotification(kind, { failure: hostile });
    expect(subjectOf(notification) + smsText(notification)).not.toContain(CANARY);
    expect(emailText(notification)).toContain(`Found          [31m${CANARY}\n`);
  }
});

it('a failure code that this version does not know is still told', () => {
  const failure = { code: 'from_the_future' as FailureCode, message: 'Something new.' };
  expect(smsText(aNotification('down', { failure }))).toContain(': the check failed.');
});

describe('for any name and any failure', () => {
  const unicode = fc.string({ unit: 'binary', maxLength: 300 });
  const gsm = fc.string({ unit: fc.constantFrom(...'abc ^{}[]~\\|€@£$Δ漢🚀é'), maxLength: 200 });
  const notifications = fc
    .record({
      kind: fc.constantFrom<NotificationKind>('down', 'recovered', 'closed'),
      monitorName: fc.oneof(unicode, gsm),
      monitorId: fc.oneof(fc.constant('rota'), unicode),
      severity: fc.constantFrom('critical' as const, 'warning' as const, 'info' as const),
      code: fc.constantFrom(...(Object.keys(FAILURES) as FailureCode[])),
      text: unicode,
      outageMs: fc.integer({ min: 0, max: 400 * 24 * 60 * MINUTE }),
      statusUrl: fc.webUrl(),
    })
    .map(({ kind, code, text, outageMs, statusUrl, ...incident }): Notification => {
      const end = CLOSINGS[kind].closing;
      const closing = end && { ...end, at: NOON + outageMs, upSince: NOON + outageMs };
      const failure = { code, message: text, expected: text, found: text };
      return { ...aNotification(kind, { ...incident, failure, ...(closing && { closing }) }), statusUrl };
    });
  const holds = (property: (notification: Notification) => void) =>
    fc.assert(fc.property(notifications, property), { numRuns: 2000 });

  it('SNS accepts the subject', () =>
    holds((notification) => {
      // Fewer than 100 printable ASCII characters, beginning with a letter.
      expect(subjectOf(notification)).toMatch(/^[A-Z][ -~]{0,98}$/);
      expect(subjectOf(notification)).toContain(`(${notification.incident.severity})`);
    }));

  it('the text message is one part, and says what, since when and why', () =>
    holds((notification) => {
      const text = smsText(notification);
      expect([...text].every(isGsm7)).toBe(true);
      expect(septets(text)).toBeLessThanOrEqual(160);
      expect(text).toMatch(/^(DOWN|RECOVERED|PAUSED): \S/);
      expect(text).toContain('since 2026-11-22 12:00 UTC)');
      expect(text).toContain(FAILURES[notification.incident.failure.code].sentence);
    }));

  it('nine letters of a long name survive in a text message', () =>
    holds((notification) => {
      const incident = { ...notification.incident, monitorName: LONG_NAME };
      expect(smsText({ ...notification, incident })).toContain(`: ${LONG_NAME.slice(0, 9)}`);
    }));

  it('no control character survives anywhere but the line breaks of email and terminal', () =>
    holds((notification) => {
      const written = JSON.stringify(webhookPayload(notification));
      const texts = Object.values(stringsOf(JSON.parse(written)));
      for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u);
      expect(emailText(notification)).not.toMatch(/[^\P{Cc}\n]/u);
      expect(terminalText(notification).split('\n')).toHaveLength(2);
      expect(terminalText(notification)).not.toMatch(/[^\P{Cc}\n]/u);
    }));
});

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsOf) : [];
}
