/** The first words of every message, made for a person who was asleep: what happened, to what, for how long. */
import { durationText } from './calendar.ts';
import { FAILURES, type FailureCode } from './failure.ts';
import { outageMs } from './incident.ts';
import type { Notification } from './notification.ts';
import { plainText } from './plain-text.ts';
import { type Alphabet, transliterate } from './transliterate.ts';

/** `DOWN: Staff rota`, `RECOVERED: Staff rota after 4 min 10 s`, `PAUSED: Staff rota after 4 min 10 s down`. */
export function headline(notification: Notification, name: string): string {
  const { kind } = notification;
  if (kind === 'down') return `DOWN: ${name}`;
  const duration = outageText(notification);
  return kind === 'recovered'
    ? `RECOVERED: ${name} after ${duration}`
    : `${endOfWatch(notification).toUpperCase()}: ${name} after ${duration} down`;
}

/** Why nobody watches any more, for messages of the kind `closed`. */
export const endOfWatch = ({ incident }: Notification): 'paused' | 'removed' =>
  incident.closing?.reason === 'removed' ? 'removed' : 'paused';

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
