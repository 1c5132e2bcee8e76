import { describe, expect, it } from 'vitest';
import { decide, inOrder, isFinal, type Situation } from '../../../shared/domain/alerting/decide.ts';
import type { Marks } from '../../../shared/domain/alerting/notification.ts';
import type { Step } from '../../../shared/domain/alerting/plan.ts';
import type { Remark } from '../../../shared/domain/alerting/remark.ts';
import type { Hush } from '../../../shared/domain/alerting/suppression.ts';
import { anIncident, MINUTE, NOON } from '../builders.ts';

const now = NOON + 10 * MINUTE;
const known = new Set(['oncall', 'hook']);
const open = anIncident();
const closed = anIncident({ closing: { reason: 'recovered', at: now - MINUTE, upSince: now - 2 * MINUTE } });
const key = (kind: string, contactId = 'oncall'): string => `${open.id}/${kind}/${contactId}`;
const sent = { attempts: 1, sentAt: now - 5 * MINUTE };

const step = (contactId: string, more: Partial<Step> = {}): Step => ({
  contactId,
  via: 'monitor',
  afterMs: 0,
  ...more,
});

const aSituation = (situation: Partial<Situation> = {}): Situation => ({
  incident: open,
  plan: [step('oncall')],
  known,
  fallback: [],
  marks: {},
  groupWaitMs: 0,
  ...situation,
});

const said = (situation: Partial<Situation>, at = now): string[] =>
  decide(aSituation(situation), at).map(({ kind, contactId, reason }) => `${kind} ${contactId} ${reason}`);

const reasons = (incident: typeof open, marks: Marks, route = ['oncall']): string[] =>
  said({ incident, marks, plan: route.map((contactId) => step(contactId)) });

describe('which messages should have been sent by now', () => {
  it.each([
    ['an outage that nobody was told of', open, {}, ['down oncall due']],
    ['an outage that was told', open, { [key('down')]: sent }, ['down oncall sent_already']],
    [
      'somebody else is sending it',
      open,
      { [key('down')]: { attempts: 1, claimedUntil: now + 1 } },
      ['down oncall claimed_by_another'],
    ],
    ['a claim that has expired', open, { [key('down')]: { attempts: 1, claimedUntil: now } }, ['down oncall due']],
    ['a failed attempt waits', open, { [key('down')]: { attempts: 1, retryAt: now + 1 } }, ['down oncall backing_off']],
    ['a failed attempt has waited', open, { [key('down')]: { attempts: 1, retryAt: now } }, ['down oncall due']],
    [
      'a message that nobody can deliver',
      open,
      { [key('down')]: { attempts: 1, gaveUp: '410' } },
      ['down oncall given_up'],
    ],
    ['the end waits for the beginning', closed, {}, ['down oncall due', 'recovered oncall waits_for_down']],
    ['the end is due', closed, { [key('down')]: sent }, ['down oncall sent_already', 'recovered oncall due']],
    [
      'both were told',
      closed,
      { [key('down')]: sent, [key('recovered')]: sent },
      ['down oncall sent_already', 'recovered oncall sent_already'],
    ],
    [
      'who could not be told of the outage is not told of its end',
      closed,
      { [key('down')]: { attempts: 1, gaveUp: '410' } },
      ['down oncall given_up', 'recovered oncall was_never_told'],
    ],
  ] as const)('%s', (_rule, incident, marks, expected) => {
    expect(reasons(incident, marks)).toEqual(expected);
  });

  it('tells of the end everybody who was told of the beginning, also who has left the route', () => {
    expect(reasons(closed, { [key('down', 'hook')]: sent, [key('down')]: sent })).toContain('recovered hook due');
  });

  it('names a contact that no longer exists and has nothing more to do for it', () => {
    const decisions = decide(aSituation({ plan: [step('gone')] }), now);
    expect(decisions.map(({ reason }) => reason)).toEqual(['contact_unknown']);
    expect(decisions.every(isFinal)).toBe(true);
  });

  it('says closed, not recovered, when the monitor was paused or removed', () => {
    const removed = anIncident({ closing: { reason: 'removed', at: now, upSince: now } });
    expect(reasons(removed, { [key('down')]: sent })).toContain('closed oncall due');
  });

  it('gives all copies of a message the same event id', () => {
    const ids = decide(aSituation({ incident: closed, plan: [step('oncall'), step('hook')] }), now).map(
      ({ eventId }) => eventId,
    );
    expect(new Set(ids)).toEqual(new Set([`${open.id}/down`, `${open.id}/recovered`]));
  });

  it('has nothing to do for an empty route', () => {
    expect(decide(aSituation({ plan: [] }), now)).toEqual([]);
  });
});

const MAINTENANCE: Hush = { reason: 'in_maintenance', by: 'Patch night', until: now + 60 * MINUTE };
const SILENCE: Hush = { reason: 'silenced', by: 'ada' };
const PARENT: Hush = { reason: 'parent_down', by: 'Gateway' };

describe('what is held back', () => {
  it.each([MAINTENANCE, SILENCE, PARENT])('an outage, with the reason and by what ($reason)', (hush) => {
    const [decision] = decide(aSituation({ hush }), now);
    expect(decision).toMatchObject(hush);
    expect(decision && isFinal(decision)).toBe(false);
  });

  it('the end of an outage that was told, until maintenance is over; but not because of a parent', () => {
    const told = { incident: closed, marks: { [key('down')]: sent } };
    expect(said({ ...told, hush: MAINTENANCE })).toContain('recovered oncall in_maintenance');
    expect(said({ ...told, hush: SILENCE })).toContain('recovered oncall silenced');
    expect(said({ ...told, hush: PARENT })).toContain('recovered oncall due');
  });

  it('for good, what began and ended unsaid in the quiet', () => {
    expect(said({ incident: closed, hushAtEnd: MAINTENANCE })).toEqual([
      'down oncall ended_unsaid',
      'recovered oncall was_never_told',
    ]);
  });

  it('for now only, what had ended before the quiet began', () => {
    expect(said({ incident: closed, hush: SILENCE })).toEqual([
      'down oncall silenced',
      'recovered oncall waits_for_down',
    ]);
  });

  it('nothing that was begun before it', () => {
    const begun = { attempts: 1, retryAt: now };
    expect(said({ marks: { [key('down')]: begun } })).toEqual(['down oncall due']);
  });
});

describe('a second contact', () => {
  const plan = [step('oncall'), step('hook', { afterMs: 15 * MINUTE })];
  const marks = { [key('down')]: sent };
  const later = open.openedAt + 15 * MINUTE;
  const acknowledgement: Remark = { incidentId: open.id, kind: 'acknowledged', at: now, by: 'ada' };

  it('is told after a while, and not before', () => {
    expect(said({ plan, marks })).toContain('down hook waits_for_escalation');
    expect(decide(aSituation({ plan, marks }), now).find(({ contactId }) => contactId === 'hook')?.until).toBe(later);
    expect(said({ plan, marks }, later)).toContain('down hook due');
  });

  it('is left alone once somebody has taken it on', () => {
    expect(said({ plan, marks, acknowledgement }, later)).toContain('down hook acknowledged');
    expect(said({ plan, marks, acknowledgement, hush: SILENCE }, later)).toContain('down hook acknowledged');
  });

  it('is told of the end if it was told of the beginning, acknowledged or not', () => {
    const both = { ...marks, [key('down', 'hook')]: sent };
    expect(said({ plan, marks: both, incident: closed, acknowledgement })).toContain('recovered hook due');
  });

  it('hears nothing of what was over before its turn', () => {
    const brief = anIncident({ closing: { reason: 'recovered', at: later - MINUTE, upSince: later - 2 * MINUTE } });
    expect(said({ plan, marks, incident: brief }, later)).toEqual(
      expect.arrayContaining(['down hook ended_unsaid', 'recovered hook was_never_told']),
    );
  });

  it('is told at once where another way leads to it at once', () => {
    expect(said({ plan: [...plan, step('hook', { via: 'everything' })] })).toContain('down hook due');
  });
});

describe('a reminder', () => {
  const plan = [step('oncall', { remindMs: 60 * MINUTE })];
  const marks = { [key('down')]: { attempts: 1, sentAt: now } };
  const saidAfter = (hours: number): string[] => said({ plan, marks }, now + hours * 60 * MINUTE);

  it('comes as often as the plan says', () => {
    expect(saidAfter(0.9)).toContain('reminder oncall waits_for_reminder');
    expect(saidAfter(1)).toContain('reminder oncall due');
  });

  it('is not made up for when it was missed', () => {
    expect(saidAfter(5.5).filter((text) => text.startsWith('reminder'))).toEqual(['reminder oncall due']);
    const fifth = { ...marks, [key('reminder-5')]: sent };
    expect(said({ plan, marks: fifth }, now + 5.5 * 60 * MINUTE)).toContain('reminder oncall waits_for_reminder');
  });

  it('comes once a day after the first day or so', () => {
    const turns = (hours: number): string | undefined =>
      decide(aSituation({ plan, marks }), now + hours * 60 * MINUTE).find(({ kind }) => kind === 'reminder')?.eventId;
    expect(turns(24)).toBe(`${open.id}/reminder-24`);
    expect(turns(47.9)).toBe(`${open.id}/reminder-24`);
    expect(turns(48)).toBe(`${open.id}/reminder-25`);
    expect(turns(30 * 24)).toBe(`${open.id}/reminder-53`);
    const sentTwentyFour = { ...marks, [key('reminder-24')]: sent };
    const [, waiting] = decide(aSituation({ plan, marks: sentTwentyFour }), now + 30 * 60 * MINUTE);
    expect(waiting).toMatchObject({ reason: 'waits_for_reminder', until: now + 48 * 60 * MINUTE });
  });

  it('stops with an acknowledgement, and with the outage', () => {
    const acknowledgement: Remark = { incidentId: open.id, kind: 'acknowledged', at: now, by: 'ada' };
    const [, reminder] = said({ plan, marks, acknowledgement }, now + 120 * MINUTE);
    expect(reminder).toBe('reminder oncall acknowledged');
    expect(said({ plan, marks, incident: closed }, now + 120 * MINUTE).join()).not.toContain('reminder');
  });

  it('waits while nothing is to be said', () => {
    expect(said({ plan, marks, hush: MAINTENANCE }, now + 60 * MINUTE)).toContain('reminder oncall in_maintenance');
  });
});

describe('hours, digests and groups', () => {
  const hours = [{ days: ['mon'] as const, from: '09:00', to: '17:00', zone: 'UTC' }];
  const digest = { at: '09:00', zone: 'UTC' };
  const tomorrow = Date.UTC(2026, 10, 23, 9);

  it('make it wait for the opening', () => {
    const situation = { plan: [step('oncall', { hours, via: 'office' })] };
    expect(decide(aSituation(situation), now)[0]).toMatchObject({
      reason: 'outside_hours',
      by: 'office',
      until: tomorrow,
    });
    expect(said(situation, tomorrow)).toEqual(['down oncall due']);
    expect(said({ ...situation, incident: closed })).toContain('down oncall ended_unsaid');
  });

  it('collect until the hour of the digest, over or not', () => {
    const situation = { plan: [step('oncall', { digest })] };
    expect(said(situation)).toEqual(['down oncall waits_for_digest']);
    expect(said({ ...situation, incident: closed })).toContain('down oncall waits_for_digest');
    expect(said({ ...situation, incident: closed }, tomorrow)).toContain('down oncall due');
  });

  it('hold a message for others of its group', () => {
    const until = open.openedAt + 9 * MINUTE;
    expect(decide(aSituation({ groupWaitMs: 9 * MINUTE }), now)[0]).toMatchObject({ reason: 'waits_for_group', until });
    expect(said({ groupWaitMs: 9 * MINUTE }, until)).toEqual(['down oncall due']);
  });
});

describe('two incidents of one monitor', () => {
  const decisionsOn = (marks: Marks) => [
    decide(aSituation({ incident: closed, marks }), now),
    decide(aSituation({ incident: anIncident({ id: 'rota-2' }) }), now),
  ];
  const reasonsOf = (marks: Marks) => inOrder(decisionsOn(marks)).map((each) => each.map(({ reason }) => reason));

  it('are told one after the other', () => {
    expect(reasonsOf({ [key('down')]: sent })).toEqual([['sent_already', 'due'], ['waits_for_earlier']]);
    expect(reasonsOf({ [key('down')]: sent, [key('recovered')]: sent })).toEqual([
      ['sent_already', 'sent_already'],
      ['due'],
    ]);
  });

  it('do not wait for each other where the first is held back', () => {
    const held = decide(aSituation({ incident: closed, marks: { [key('down')]: sent }, hush: SILENCE }), now);
    expect(inOrder([held, decide(aSituation(), now)])[1]?.map(({ reason }) => reason)).toEqual(['due']);
  });
});

describe('a contact that cannot be reached', () => {
  const fallback = ['hook', 'oncall'];

  it.each([
    ['for good', { attempts: 1, gaveUp: 'no such number' }, 'no such number'],
    ['in five attempts', { attempts: 5, retryAt: now + 1 }, '5 attempts have failed'],
  ])('%s is told to another one, once', (_how, mark, reason) => {
    const marks: Marks = { [key('down')]: mark };
    const notice = decide(aSituation({ fallback, marks }), now).filter(({ kind }) => kind === 'undelivered');
    expect(notice).toEqual([
      expect.objectContaining({ contactId: 'hook', reason: 'due', undelivered: { contactId: 'oncall', reason } }),
    ]);
    const told = { ...marks, [`${open.id}/undelivered-oncall/hook`]: sent };
    expect(said({ fallback, marks: told })).toContain('undelivered hook sent_already');
  });

  it("is nobody else's business after a few attempts", () => {
    expect(said({ fallback, marks: { [key('down')]: { attempts: 4, retryAt: now + 1 } } })).toEqual([
      'down oncall backing_off',
    ]);
  });
});
