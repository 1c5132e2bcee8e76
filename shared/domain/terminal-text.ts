/** The message as the terminal of a local run shows it: what happened on one line, why and where on the next. */
import { utcText } from './calendar.ts';
import { checksText, endOfWatch, fullName, headline } from './headline.ts';
import type { Notification } from './notification.ts';
import { plainText } from './plain-text.ts';
import { targetText } from './target-text.ts';

/** Two lines without a line break at the end, and without colour or any other control character. */
export function terminalText(notification: Notification): string {
  const { incident } = notification;
  const first = `${headline(notification, fullName(notification))} (${incident.severity})${when(notification)}`;
  return `${first}\n  ${[...why(notification), where(notification)].join(' ').trim()}`;
}

function when(notification: Notification): string {
  const { kind, incident } = notification;
  const since = utcText(incident.since);
  if (kind === 'down') return `, since ${since}, ${checksText(notification)}`;
  return `, from ${since} to ${utcText(incident.closing?.upSince ?? incident.since)}`;
}

function why(notification: Notification): string[] {
  const { kind, incident } = notification;
  if (kind === 'closed') return [`The monitor was ${endOfWatch(notification)}; nobody watches it now.`];
  const message = plainText(incident.failure.message);
  return [kind === 'recovered' ? `It was: ${message}` : message];
}

const where = ({ monitor }: Notification): string => (monitor ? plainText(targetText(monitor.target), 2048) : '');
