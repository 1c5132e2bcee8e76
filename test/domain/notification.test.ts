import { describe, expect, it } from 'vitest';
import { decide, isFinal, type Marks } from '../../shared/domain/notification.ts';
import { anIncident, MINUTE, NOON } from './builders.ts';

const now = NOON + 10 * MINUTE;
const known = new Set(['oncall', 'hook']);
const open = anIncident();
const closed = anIncident({ closing: { reason: 'recovered', at: now - MINUTE, upSince: now - 2 * MINUTE } });
const key = (kind: string, contactId = 'oncall'): string => `${open.id}/${kind}/${contactId}`;
const sent = { attempts: 1, sentAt: now - 5 * MINUTE };

const reasons = (incident: typeof open, marks: Marks, route = ['oncall']): string[] =>
  decide(incident, route, known, marks, now).map(({ kind, contactId, reason }) => `${kind} ${contactId} ${reason}`);

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
    const decisions = decide(open, ['gone'], known, {}, now);
    expect(decisions.map(({ reason }) => reason)).toEqual(['contact_unknown']);
    expect(decisions.every(isFinal)).toBe(true);
  });

  it('says closed, not recovered, when the monitor was paused or removed', () => {
    const removed = anIncident({ closing: { reason: 'removed', at: now, upSince: now } });
    expect(reasons(removed, { [key('down')]: sent })).toContain('closed oncall due');
  });

  it('gives all copies of a message the same event id', () => {
    const ids = decide(closed, ['oncall', 'hook'], known, {}, now).map(({ eventId }) => eventId);
    expect(new Set(ids)).toEqual(new Set([`${open.id}/down`, `${open.id}/recovered`]));
  });

  it('has nothing to do for an empty route', () => {
    expect(decide(open, [], known, {}, now)).toEqual([]);
  });
});
