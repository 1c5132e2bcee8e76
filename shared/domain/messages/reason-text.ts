/** The named reasons of decisions as people read them, wherever they are told: in logs, by commands, on pages. */

import type { Decision, Reason } from '../alerting/decide.ts';
import { utcText } from '../time/calendar.ts';
import { plainText } from './plain-text.ts';

export type Reasoned = Pick<Decision, 'reason' | 'by' | 'until'>;

interface Words {
  /** ` at 12:05:00 UTC`, ` until …` and ` (ada: a release)`, each empty where it is not known. */
  readonly at: string;
  readonly until: string;
  readonly by: string;
  /** `ada` and the like without brackets, or what stands for it. */
  readonly name: (unknown: string) => string;
}

/** What is said of a message: each completes "The message … ". */
const TEXTS: Readonly<Record<Reason, (words: Words) => string>> = {
  due: () => 'is due and goes out now',
  sent_already: () => 'was sent',
  claimed_by_another: () => 'is being sent at this moment',
  backing_off: ({ at }) => `could not be delivered and is tried again${at}`,
  given_up: ({ name }) => `will never arrive: ${name('nobody knows why')}`,
  contact_unknown: () => 'has nobody to go to, since its contact is not in the file any more',
  waits_for_down: () => 'waits until the beginning of the outage has been told',
  waits_for_earlier: () => 'waits until everything is told of an earlier incident',
  was_never_told: () => 'is not sent, since this contact was never told of the outage',
  ended_unsaid: ({ by }) => `is not sent, since it was over before it could be said${by}`,
  acknowledged: ({ name }) => `is not needed, since ${name('somebody')} is on it`,
  waits_for_group: ({ until }) => `waits${until} for others of its group`,
  waits_for_escalation: ({ at }) => `goes out${at} if nobody has acknowledged the incident by then`,
  waits_for_reminder: ({ at }) => `goes out${at} if it is still down and nobody has acknowledged it`,
  waits_for_digest: ({ at }) => `goes out with the digest${at}`,
  outside_hours: ({ name, at }) => `waits for the hours of ${name('its route')}${at && `, which begin${at}`}`,
  in_maintenance: ({ until, by }) => `is held back by maintenance${by}${until}`,
  silenced: ({ until, by }) => `is held back by a silence${by}${until}`,
  parent_down: ({ name }) => `is held back while ${name('a monitor')}, on which it depends, is in trouble`,
  parent_just_recovered: ({ name, until }) =>
    `is held back${until}, for ${name('a monitor')}, on which it depends, is only just up again`,
};

/** All named reasons. */
export const REASONS = Object.keys(TEXTS) as Reason[];

/** `is held back by a silence (ada: a release) until 2026-11-22 12:30:00 UTC`; `timeText` writes an instant in ms. */
export function reasonText({ reason, by, until }: Reasoned, timeText: (instant: number) => string = utcText): string {
  const name = by === undefined ? undefined : plainText(by, LONGEST_NAME);
  const time = until === undefined ? undefined : timeText(until);
  return TEXTS[reason]({
    at: time === undefined ? '' : ` at ${time}`,
    until: time === undefined ? '' : ` until ${time}`,
    by: name ? ` (${name})` : '',
    name: (unknown) => name || unknown,
  });
}

const LONGEST_NAME = 120;
