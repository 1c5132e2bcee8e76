import { describe, expect, it } from 'vitest';
import type {
  Message,
  MessageReason,
  Notification,
  NotificationKind,
} from '../../../shared/domain/alerting/notification.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import { briefingOf } from '../../../shared/domain/messages/briefing.ts';
import { aMonitor, anIncident, MINUTE, NOON } from '../builders.ts';
import { MESSAGES } from '../messages.ts';

interface Said extends Partial<Omit<Notification, 'incident'>> {
  readonly incident?: Partial<Incident>;
}

function said(kind: NotificationKind, monitorId: string, { incident, ...more }: Said = {}): Notification {
  const id = `${monitorId}-20261122T120200Z`;
  const isOver = kind === 'recovered' || kind === 'closed';
  const at = NOON + 5 * MINUTE;
  return {
    eventId: `${id}/${kind}`,
    kind,
    incident: anIncident({
      id,
      monitorId,
      monitorName: monitorId,
      ...(isOver && { closing: { reason: kind === 'closed' ? 'paused' : kind, at, upSince: at } }),
      ...incident,
    }),
    monitor: aMonitor({ id: monitorId }),
    at,
    ...more,
  };
}

const of = (reason: MessageReason, ...notifications: [Notification, ...Notification[]]): Message => ({
  id: notifications.length === 1 ? notifications[0].eventId : 'group-1',
  reason,
  notifications,
});

describe('one notification', () => {
  it('is one section, with nothing above it but the title', () => {
    const statusUrl = 'https://status.example.org';
    const acknowledgeUrl = 'https://status.example.org/acknowledge?token=abc';
    expect(briefingOf(of('single', said('down', 'rota', { statusUrl, acknowledgeUrl })))).toEqual({
      tone: 'down',
      severity: 'critical',
      reason: 'single',
      title: 'DOWN: rota (critical)',
      summary: 'DOWN: rota (critical) since 2026-11-22 12:00 UTC: the server answered with an unexpected status',
      text: '',
      list: [],
      sections: [
        {
          kind: 'down',
          tone: 'down',
          severity: 'critical',
          eventId: 'rota-20261122T120200Z/down',
          incidentId: 'rota-20261122T120200Z',
          title: 'DOWN: rota (critical)',
          text: 'The server answered with an unexpected status.',
          facts: [
            { label: 'Expected', value: 'status 200-299' },
            { label: 'Found', value: '503' },
            { label: 'Down since', value: '2026-11-22 12:00:00 UTC' },
            { label: 'Confirmed', value: '2026-11-22 12:02:00 UTC, after 3 failed checks in a row' },
            { label: 'Monitor', value: 'rota' },
            { label: 'Target', value: 'GET https://rota.example.org/health/' },
          ],
          links: [{ label: 'Acknowledge', url: acknowledgeUrl }],
        },
      ],
      links: [{ label: 'Status page', url: 'https://status.example.org/' }],
      eventIds: ['rota-20261122T120200Z/down'],
      eventId: 'rota-20261122T120200Z/down',
      footer: 'Message rota-20261122T120200Z/down. Another copy with this id tells nothing new.',
    });
  });

  it('says how long it is still down, and who knows of it', () => {
    const acknowledgement = { at: NOON + MINUTE, by: 'Ada', note: 'looking\nat it' };
    const at = NOON + 240 * MINUTE;
    const { title, sections } = briefingOf(of('single', said('reminder', 'rota', { at, acknowledgement })));
    expect(title).toBe('STILL DOWN: rota for 4 h (critical)');
    expect(sections[0].facts).toContainEqual({
      label: 'Acknowledged',
      value: 'by Ada at 2026-11-22 12:01:00 UTC: looking at it',
    });
  });

  it('says why somebody else is told', () => {
    const { sections } = briefingOf(of('single', said('down', 'rota', { escalatedAfterMs: 15 * MINUTE })));
    expect(sections[0].facts[0]).toEqual({ label: 'Escalated', value: 'nobody has acknowledged it for 15 min' });
  });

  it('says who could not be told, and why', () => {
    const undelivered = { contactId: 'oncall', reason: 'The webhook of contact "oncall" answered 404.' };
    const { title, sections } = briefingOf(of('single', said('undelivered', 'rota', { undelivered })));
    expect(title).toBe('NOT TOLD: oncall could not be told that rota is down (critical)');
    expect(sections[0].text).toBe('Nobody at oncall knows of it. Tell them, and mend the contact.');
    expect(sections[0].facts[0]).toEqual({ label: 'Why not told', value: undelivered.reason });
    const closing = { reason: 'recovered', at: NOON, upSince: NOON } as const;
    const late = said('undelivered', 'rota', { undelivered, incident: { closing } });
    expect(briefingOf(of('single', late)).title).toBe(
      'NOT TOLD: oncall could not be told that rota was down (critical)',
    );
  });

  it('leaves room for the name beside a long id of a contact', () => {
    const undelivered = { contactId: 'a-very-long-id-'.repeat(4), reason: 'no' };
    const { title } = briefingOf(of('single', said('undelivered', 'rota', { undelivered })));
    expect(title).toBe('NOT TOLD: a-very-long-id-a-very-long-id... could not be told that rota is down (critical)');
  });
});

describe('what is known of the monitor and of the outage', () => {
  const factsOf = (message: Message) =>
    Object.fromEntries(briefingOf(message).sections[0].facts.map(({ label, value }) => [label, value]));

  it('is told while it helps', () => {
    expect(factsOf(MESSAGES.regions)).toMatchObject({
      Impact: 'Nobody can see who is on duty.',
      'Seen from': 'down in eu-west-1, us-east-1; up in ap-southeast-1; no word from sa-east-1',
      Flapping: '3rd outage within 1 h; you are told again when it has been up for 15 min',
    });
    expect(factsOf(MESSAGES.recovered)).not.toHaveProperty('Impact');
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [113, '113th'],
  ])('%i outages are the %s', (openings, ordinal) => {
    const flapping = { openings, windowMs: 60 * MINUTE };
    const incident = { flapping };
    expect(factsOf(of('single', said('recovered', 'rota', { incident }))).Flapping).toBe(
      `${ordinal} outage within 1 h`,
    );
  });

  it('names a class only where it does not follow from the severity', () => {
    const classOf = (severityClass: 'critical' | 'high') =>
      factsOf(of('single', said('down', 'rota', { incident: { severityClass } }))).Class;
    expect([classOf('critical'), classOf('high')]).toEqual([undefined, 'high']);
  });

  it('offers what can be done, and nothing that has been done', () => {
    const labelsOf = (message: Message) => briefingOf(message).sections[0].links.map(({ label }) => label);
    expect(labelsOf(MESSAGES.down)).toEqual(['Acknowledge', 'Runbook']);
    expect(labelsOf(MESSAGES.acknowledged)).toEqual(['Runbook']);
    expect(labelsOf(MESSAGES.paused)).toEqual(['Runbook']);
    expect(labelsOf(MESSAGES.recovered)).toEqual([]);
    const acknowledgeUrl = 'https://status.example.org/acknowledge/x';
    expect(labelsOf(of('single', said('closed', 'rota', { acknowledgeUrl })))).toEqual([]);
  });
});

describe('several notifications', () => {
  const warning = { severity: 'warning' as const };
  const message = of(
    'group',
    said('recovered', 'mail'),
    said('down', 'ledger', { incident: warning }),
    said('reminder', 'files', { incident: warning }),
    said('down', 'rota'),
  );

  it('are counted in the title, and listed with the most urgent first', () => {
    const { title, summary, list, sections, tone } = briefingOf(message);
    expect(title).toBe('2 DOWN, 1 STILL DOWN, 1 RECOVERED: rota, ledger, files, mail (critical)');
    expect(summary).toBe(title);
    expect(tone).toBe('down');
    expect(list).toEqual([
      'DOWN: rota (critical), the server answered with an unexpected status',
      'DOWN: ledger (warning), the server answered with an unexpected status',
      'STILL DOWN: files for 5 min (warning), the server answered with an unexpected status',
      'RECOVERED: mail after 5 min (critical)',
    ]);
    expect(sections.map((section) => section.title)).toEqual([
      'DOWN: rota (critical)',
      'DOWN: ledger (warning)',
      'STILL DOWN: files for 5 min (warning)',
      'RECOVERED: mail after 5 min (critical)',
    ]);
  });

  it('are as grave as what is down, not as what is over', () => {
    expect(briefingOf(of('group', said('recovered', 'a'), said('down', 'b', { incident: warning }))).severity).toBe(
      'warning',
    );
  });

  it('have the tone of the gravest of them', () => {
    const toneOf = (...kinds: [NotificationKind, ...NotificationKind[]]) => {
      const [first, ...rest] = kinds.map((kind, index) => said(kind, `m-${index}`));
      return first && briefingOf(of('group', first, ...rest)).tone;
    };
    expect(toneOf('recovered', 'closed', 'down')).toBe('down');
    expect(toneOf('recovered', 'closed')).toBe('neutral');
    expect(toneOf('recovered', 'recovered')).toBe('up');
  });

  it('tell of an outage once when it is over already, and still name both events', () => {
    const { title, eventIds, list } = briefingOf(of('digest', said('down', 'rota'), said('recovered', 'rota')));
    expect(title).toBe('RECOVERED: rota after 5 min (critical)');
    expect(list).toEqual([]);
    expect(eventIds).toEqual(['rota-20261122T120200Z/down', 'rota-20261122T120200Z/recovered']);
  });

  it('still tell that somebody could not be told, though the outage is over', () => {
    const undelivered = { contactId: 'oncall', reason: 'It answered 404.' };
    const { list } = briefingOf(of('group', said('recovered', 'rota'), said('undelivered', 'rota', { undelivered })));
    expect(list[0]).toMatch(/^NOT TOLD: oncall could not be told that rota is down/);
    expect(list).toHaveLength(2);
  });

  it('that are alike come in the order in which they began, and then in one that is always the same', () => {
    const [early, late] = [{ since: NOON - MINUTE }, { since: NOON }];
    const message = of(
      'group',
      said('down', 'c', { incident: late }),
      said('down', 'b', { incident: late }),
      said('down', 'z', { incident: early }),
      said('closed', 'p'),
      said('reminder', 'a', { incident: early }),
    );
    const told = briefingOf(message).sections.map(({ incidentId }) => incidentId.charAt(0));
    expect(told.join('')).toBe('zbcap');
  });

  it('say of a storm and of a digest what they are, and what is left out', () => {
    const first = said('down', 'm-00');
    const rest = Array.from({ length: 60 }, (_, index) => said('down', `m-${index + 1}`));
    const storm = briefingOf(of('storm', first, ...rest));
    expect(storm.title).toMatch(/^61 DOWN at once: m-00, m-1, .* and \d+ more \(critical\)$/);
    expect(storm.title.length).toBeLessThanOrEqual(200);
    expect(storm.text).toBe('So much happened at once that it comes in one message. 11 more are not listed here.');
    expect([storm.list.length, storm.sections.length, storm.eventIds.length]).toEqual([50, 10, 61]);
    expect(briefingOf(of('digest', first, said('recovered', 'mail'))).title).toBe(
      'DIGEST: 1 DOWN, 1 RECOVERED: m-00, mail (critical)',
    );
  });
});

describe('links', () => {
  it.each(['javascript:alert(1)', 'not a url', 'ftp://example.org/', `https://example.org/${'x'.repeat(2048)}`])(
    'are left out when they are not what somebody can open: %s',
    (url) => expect(briefingOf(of('single', said('down', 'rota', { statusUrl: url }))).links).toEqual([]),
  );

  it('are written in plain characters', () => {
    const [link] = briefingOf(of('single', said('down', 'rota', { statusUrl: 'https://exämple.org/a b"<c>' }))).links;
    expect(link?.url).toBe('https://xn--exmple-cua.org/a%20b%22%3Cc%3E');
  });
});

it('no control, invisible or turning character survives in anything', () => {
  const hostile = '\u001b[31m\u202eevil\u200b\u0000\r\n\u2066\ud800';
  const failure = { code: 'assertion_failed', message: hostile, expected: hostile, found: hostile } as const;
  const note = { at: NOON, by: hostile, note: hostile };
  const undelivered = { contactId: hostile, reason: hostile };
  const one = said('undelivered', 'rota', {
    eventId: hostile,
    incident: { monitorName: hostile, monitorId: hostile, failure },
    acknowledgement: note,
    undelivered,
  });
  const text = JSON.stringify(briefingOf({ id: hostile, reason: 'group', notifications: [one, said('down', 'b')] }));
  expect(text).toContain('evil');
  expect(text).not.toMatch(/\\u[0-9a-f]{4}|\\[rnt]|[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
});
