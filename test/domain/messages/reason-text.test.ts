import { expect, it } from 'vitest';
import type { Reason } from '../../../shared/domain/alerting/decide.ts';
import { reasonText } from '../../../shared/domain/messages/reason-text.ts';
import { distanceText, whenText } from '../../../shared/domain/time/when-text.ts';
import { MINUTE, NOON } from '../builders.ts';

const until = NOON + 30 * MINUTE;
const time = (instant: number): string => whenText(instant, NOON);

it.each<[Reason, string]>([
  ['due', 'is due and goes out now'],
  ['sent_already', 'was sent'],
  ['claimed_by_another', 'is being sent at this moment'],
  ['backing_off', 'could not be delivered and is tried again at 12:30:00 UTC'],
  ['given_up', 'will never arrive: Ada'],
  ['contact_unknown', 'has nobody to go to, since its contact is not in the file any more'],
  ['waits_for_down', 'waits until the beginning of the outage has been told'],
  ['waits_for_earlier', 'waits until everything is told of an earlier incident'],
  ['was_never_told', 'is not sent, since this contact was never told of the outage'],
  ['ended_unsaid', 'is not sent, since it was over before it could be said (Ada)'],
  ['acknowledged', 'is not needed, since Ada is on it'],
  ['waits_for_group', 'waits until 12:30:00 UTC for others of its group'],
  ['waits_for_escalation', 'goes out at 12:30:00 UTC if nobody has acknowledged the incident by then'],
  ['waits_for_reminder', 'goes out at 12:30:00 UTC if it is still down and nobody has acknowledged it'],
  ['waits_for_digest', 'goes out with the digest at 12:30:00 UTC'],
  ['outside_hours', 'waits for the hours of Ada, which begin at 12:30:00 UTC'],
  ['in_maintenance', 'is held back by maintenance (Ada) until 12:30:00 UTC'],
  ['silenced', 'is held back by a silence (Ada) until 12:30:00 UTC'],
  ['parent_down', 'is held back while Ada, on which it depends, is in trouble'],
  ['parent_just_recovered', 'is held back until 12:30:00 UTC, for Ada, on which it depends, is only just up again'],
])('%s is said in words', (reason, words) => {
  expect(reasonText({ reason, by: 'Ada', until }, time)).toBe(words);
  // What is not known leaves no hole in the sentence.
  expect(reasonText({ reason })).not.toMatch(/undefined|\(\)| {2}| ,/);
});

it('takes no line breaks from whoever wrote the note', () => {
  expect(reasonText({ reason: 'silenced', by: 'Ada:\n\u202eDOWN' })).toBe('is held back by a silence (Ada: DOWN)');
});

it('an instant of another day has its date', () => {
  expect(whenText(NOON, NOON + 13 * 60 * MINUTE)).toBe('2026-11-22 12:00:00 UTC');
  expect(distanceText(NOON, NOON + MINUTE)).toBe('1 min ago');
  expect(distanceText(NOON + 2 * MINUTE, NOON)).toBe('in 2 min');
  expect(distanceText(NOON, NOON + 300)).toBe('now');
});
