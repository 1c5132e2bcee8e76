/** The first words of every message, made for a person who was asleep: what happened, to what, for how long. */

import type { Notification } from '../alerting/notification.ts';
import { FAILURES, type FailureCode } from '../checks/failure.ts';
import { outageMs } from '../incident.ts';
import { durationText } from '../time/calendar.ts';
import { plainText } from './plain-text.ts';
import { type Alphabet, shorten, transliterate } from './transliterate.ts';

/** What happened, as the first word of every message says it. */
export type Word = 'DOWN' | 'STILL DOWN' | 'NOT TOLD' | 'PAUSED' | 'REMOVED' | 'RECOVERED' | 'WARNING';

export function wordOf({ kind, incident }: Notification): Word {
  switch (kind) {
    case 'down':
      return 'DOWN';
    case 'reminder':
      return 'STILL DOWN';
    case 'undelivered':
      return 'NOT TOLD';
    case 'recovered':
      return 'RECOVERED';
    case 'closed':
      return incident.closing?.reason === 'removed' ? 'REMOVED' : 'PAUSED';
    case 'warning':
      return 'WARNING';
  }
}

/** `DOWN: Staff rota`, `STILL DOWN: Staff rota for 4 h`, `RECOVERED: Staff rota after 4 min 10 s` and so on. */
export const headline = (notification: Notification, name: string): string =>
  `${wordOf(notification)}: ${aboutIt(notification, name)}`;

function aboutIt(notification: Notification, name: string): string {
  const { kind, incident, at } = notification;
  switch (kind) {
    case 'down':
    case 'warning':
      return name;
    case 'reminder':
      return `${name} for ${durationText(at - incident.since)}`;
    case 'undelivered':
      return `${untoldContact(notification)} could not be told that ${name} ${incident.closing ? 'was' : 'is'} down`;
    case 'recovered':
      return `${name} after ${outageText(notification)}`;
    case 'closed':
      return `${name} after ${outageText(notification)} down`;
  }
}

/** Why nobody watches any more, for messages of the kind `closed`. */
export const endOfWatch = ({ incident }: Notification): 'paused' | 'removed' =>
  incident.closing?.reason === 'removed' ? 'removed' : 'paused';

/** Who could not be told, in letters that every alphabet has. */
export const untoldContact = ({ undelivered }: Notification): string =>
  shorten(
    transliterate(undelivered?.contactId ?? '', isPlain).text || 'a contact',
    LONGEST_CONTACT,
    ({ length }) => length,
  );

/** Room must be left for the monitor's name. */
const LONGEST_CONTACT = 32;

const isPlain: Alphabet = (character) => /^[\w .()-]$/.test(character);

/** How long the monitor was down, for messages that tell of an end. */
const outageText = ({ incident }: Notification): string =>
  durationText(outageMs(incident, incident.closing?.at ?? incident.openedAt));

/** The monitor's name as it was when the incident opened, so that both messages of an incident name it alike. */
export const fullName = ({ incident }: Notification): string =>
  plainText(incident.monitorName) || plainText(incident.monitorId) || UNNAMED;

/** The name in a smaller alphabet; the id where the name would lose letters. */
export function nameIn(alphabet: Alphabet, { incident }: Notification): string {
  const name = transliterate(incident.monitorName, alphabet);
  if (name.text && !name.isLossy) return name.text;
  return transliterate(incident.monitorId, alphabet).text || UNNAMED;
}

const UNNAMED = 'unnamed monitor';

/** The fixed sentence of a failure, in lower case and without anything that the target had a hand in. */
export const fixedSentence = (code: FailureCode): string =>
  Object.hasOwn(FAILURES, code) ? FAILURES[code].sentence : 'the check failed';

/** `3 failed checks in a row`, or of a monitor that waits for no second one, `1 failed check`. */
export const checksText = ({ incident: { checks } }: Notification): string =>
  checks === 1 ? '1 failed check' : `${checks} failed checks in a row`;
