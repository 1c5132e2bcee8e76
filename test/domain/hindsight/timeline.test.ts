import { describe, expect, it } from 'vitest';
import type { Step } from '../../../shared/domain/alerting/plan.ts';
import type { Remark } from '../../../shared/domain/alerting/remark.ts';
import type { IncidentRecord } from '../../../shared/domain/hindsight/incident-record.ts';
import { durationsOf, postmortemOf, timelineOf } from '../../../shared/domain/hindsight/timeline.ts';
import { anIncident, MINUTE, NOON } from '../builders.ts';

const at = (minute: number): number => NOON + minute * MINUTE;
const remark = (kind: Remark['kind'], minute: number, by: string, text?: string): Remark => ({
  incidentId: 'x',
  kind,
  at: at(minute),
  by,
  ...(text !== undefined && { text }),
});
const record = (more: Partial<IncidentRecord> = {}): IncidentRecord => ({ ...anIncident(), ...more });
const closing = { reason: 'recovered', at: at(31), upSince: at(30) } as const;
const plan: Step[] = [
  { contactId: 'oncall', via: 'monitor', afterMs: 0 },
  { contactId: 'boss', via: 'night', afterMs: 15 * MINUTE },
];
const sent = (contactId: string, topic: string, minute: number, attempts = 1) => ({
  contactId,
  topic,
  attempts,
  sentAt: at(minute),
});

const told = (...args: Parameters<typeof timelineOf>): string[] =>
  timelineOf(...args).map((entry) => `${(entry.at - NOON) / MINUTE} ${entry.kind}: ${entry.text}`);

describe('the timeline of an incident', () => {
  it('has everything that was seen, told and said, in its order', () => {
    const incident = record({
      closing,
      told: [
        sent('oncall', 'down', 2.5),
        sent('boss', 'down', 17, 2),
        sent('oncall', 'reminder-1', 20),
        sent('chat', 'undelivered-pager', 21),
        sent('oncall', 'recovered', 32),
        { contactId: 'pager', topic: 'down', attempts: 9, gaveUp: '410 gone' },
      ],
    });
    const remarks = [
      remark('postmortem', 90, 'Ada', 'https://wiki.example.org/1'),
      remark('note', 25, 'Ben', 'standby is fine'),
      remark('acknowledged', 18, 'Ada', 'disk full'),
      remark('acknowledged', 19, 'Ben'),
    ];
    expect(told(incident, remarks, plan)).toEqual([
      '0 first_failure: the first check that failed',
      '2 opened: confirmed by 3 failed checks: Expected status 200-299, got 503',
      '2.5 told: oncall was told DOWN',
      '17 escalated: boss was told DOWN, since nobody had acknowledged it for 15 min, at attempt 2',
      '18 acknowledged: Ada is on it: disk full',
      '19 acknowledged: Ben is on it too',
      '20 reminded: oncall was told STILL DOWN',
      '21 undelivered: chat was told that pager cannot be reached',
      '25 note: Ben: standby is fine',
      '30 first_success: the first check that succeeded again',
      '31 recovered: up again; it was down for 30 min',
      '32 told: oncall was told RECOVERED',
      '90 postmortem: Ada linked the post-mortem: https://wiki.example.org/1',
    ]);
    expect(timelineOf(incident, remarks, plan).find(({ contactId }) => contactId === 'boss')?.via).toBe('night');
  });

  it('says which regions saw what, and that it flaps', () => {
    const incident = record({
      regions: { 'eu-west-1': 'down', 'us-east-1': 'up' },
      flapping: { openings: 3, windowMs: 60 * MINUTE },
    });
    expect(told(incident, [])[1]).toBe(
      '2 opened: confirmed by 3 failed checks, one of 3 outages within 1 h: it is flapping: Expected status 200-299, got 503; down in eu-west-1; up in us-east-1',
    );
  });

  it.each(['paused', 'removed'] as const)('ends where nobody watches any more: %s', (reason) => {
    const incident = record({ closing: { reason, at: at(9), upSince: at(9) } });
    expect(told(incident, []).at(-1)).toBe(`9 ${reason}: the monitor was ${reason} while it was down`);
  });

  it('keeps to one line, whatever people or targets write', () => {
    const failure = { code: 'unexpected_status', message: 'a\u202eb\nc' } as const;
    const lines = told(record({ failure }), [remark('note', 3, 'Ada\n', 'x\ty\u0000z')]);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('has one entry where the first failed check was enough', () => {
    expect(told(record({ since: at(2), checks: 1 }), [])).toEqual([
      '2 opened: confirmed by 1 failed check: Expected status 200-299, got 503',
    ]);
  });
});

it('the last post-mortem counts', () => {
  const links = [remark('postmortem', 9, 'Ada', 'https://b'), remark('postmortem', 3, 'Ada', 'https://a')];
  expect(postmortemOf(links)).toBe('https://b');
  expect(postmortemOf([remark('note', 1, 'Ada', 'https://c')])).toBeUndefined();
});

it('how long each thing took is told from when it could begin', () => {
  const incident = record({
    told: [sent('boss', 'down', 9), sent('oncall', 'down', 3), sent('oncall', 'reminder-1', 2)],
  });
  expect(durationsOf(incident, [remark('acknowledged', 12, 'Ada')], at(20))).toEqual({
    downMs: 20 * MINUTE,
    confirmMs: 2 * MINUTE,
    tellMs: MINUTE,
    acknowledgeMs: 10 * MINUTE,
  });
  expect(durationsOf(record({ closing }), [], at(99))).toEqual({ downMs: 30 * MINUTE, confirmMs: 2 * MINUTE });
});
