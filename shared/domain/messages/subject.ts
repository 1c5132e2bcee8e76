/** The subject of an email, which SNS accepts only if it is short, printable ASCII. */

import type { Message, Notification } from '../alerting/notification.ts';
import { fixedSentence, headline, nameIn } from './headline.ts';
import { isCurrent, type Told, titleOfMany, toldBy } from './told.ts';
import { isAscii, shorten } from './transliterate.ts';

/** SNS wants fewer than 100 characters. */
const MAX_LENGTH = 99;

export function subjectOf(message: Message): string {
  const told = toldBy(message);
  const [first, ...rest] = told;
  return rest.length === 0 ? subjectOfOne(first) : subjectOfMany(message, told);
}

/** `DOWN: Staff rota (critical), the server refused the connection`; the reason only where it fits. */
function subjectOfOne(notification: Notification): string {
  const { incident, kind } = notification;
  const name = nameIn(isAscii, notification);
  const withName = (shown: string) => `${headline(notification, shown)} (${incident.severity})`;
  const subject = withName(shorten(name, MAX_LENGTH - withName('').length, lengthOf));
  const reasoned = `${subject}, ${fixedSentence(incident.failure.code)}`;
  return isCurrent(kind) && reasoned.length <= MAX_LENGTH ? reasoned : subject;
}

/** `3 DOWN, 1 RECOVERED: Staff rota, Ledger API and 2 more (critical)`. */
function subjectOfMany(message: Message, told: Told): string {
  const names = told.map((one) => shorten(nameIn(isAscii, one), LONGEST_AMONG_MANY, lengthOf));
  const title = titleOfMany(message, told, names, (text) => text.length <= MAX_LENGTH);
  return shorten(title, MAX_LENGTH, lengthOf);
}

const LONGEST_AMONG_MANY = 40;

const lengthOf = (text: string): number => text.length;
