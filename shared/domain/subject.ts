/** The subject of an email, which SNS accepts only if it is short, printable ASCII. */

import { fixedSentence, headline, nameIn } from './headline.ts';
import type { Notification } from './notification.ts';
import { isAscii, shorten } from './transliterate.ts';

/** SNS wants fewer than 100 characters. */
const MAX_LENGTH = 99;

/** `DOWN: Staff rota (critical), the server refused the connection`; the reason only where it fits. */
export function subjectOf(notification: Notification): string {
  const { incident, kind } = notification;
  const name = nameIn(isAscii, notification);
  const withName = (shown: string) => `${headline(notification, shown)} (${incident.severity})`;
  const subject = withName(shorten(name, MAX_LENGTH - withName('').length, (text) => text.length));
  const reasoned = `${subject}, ${fixedSentence(incident.failure.code)}`;
  return kind === 'down' && reasoned.length <= MAX_LENGTH ? reasoned : subject;
}
