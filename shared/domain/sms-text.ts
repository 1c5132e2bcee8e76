/** The text message: one part of GSM-7, so that it arrives whole and is paid for once. */
import { utcText } from './calendar.ts';
import { isGsm7, SMS_SEPTETS, septets } from './gsm7.ts';
import { fixedSentence, headline, nameIn } from './headline.ts';
import type { Notification } from './notification.ts';
import { shorten } from './transliterate.ts';

/**
 * Never more than one part. The name is shortened where the rest leaves it too little room; severity, the number of
 * checks and the status page are left out first. Nothing here is text that a target wrote.
 */
export function smsText(notification: Notification): string {
  const name = nameIn(isGsm7, notification);
  const whole = layouts(notification).map((layout) => layout(name));
  const fitting = whole.find((text) => septets(text) <= SMS_SEPTETS);
  return fitting ?? withShortName(notification, name);
}

type Layout = (name: string) => string;

/** From the fullest to the barest. */
function layouts(notification: Notification): Layout[] {
  const { incident, kind, statusUrl } = notification;
  const checks = kind === 'down' && incident.checks > 1 ? ` ${incident.checks} checks in a row.` : '';
  return [
    (name) => `${withSeverity(notification, name)}${checks} ${statusUrl ?? ''}`.trim(),
    (name) => withSeverity(notification, name) + checks,
    (name) => withSeverity(notification, name),
    (name) => bare(notification, name),
  ];
}

const withSeverity = (notification: Notification, name: string): string =>
  bare(notification, name, `${notification.incident.severity}, `);

/** What every text message says: the headline, since when, and the reason. */
function bare(notification: Notification, name: string, severity = ''): string {
  const { incident, kind } = notification;
  const since = utcText(incident.since).replace(/:\d\d UTC$/, ' UTC');
  const head = `${headline(notification, name)} (${severity}since ${since})`;
  const sentence = `${fixedSentence(incident.failure.code)}.`;
  return kind === 'down' ? `${head}: ${sentence}` : `${head}. Was: ${sentence}`;
}

function withShortName(notification: Notification, name: string): string {
  const room = SMS_SEPTETS - septets(bare(notification, ''));
  return bare(notification, shorten(name, room, septets));
}
