/** The message as the terminal of a local run shows it: what happened on one line, why and where on the next. */

import type { Message, Notification } from '../alerting/notification.ts';
import { durationText, utcText } from '../time/calendar.ts';
import { checksText, endOfWatch, fullName, headline } from './headline.ts';
import { acknowledgementText, flappingText } from './particulars.ts';
import { plainText } from './plain-text.ts';
import { targetText } from './target-text.ts';
import { toldBy } from './told.ts';

/** Two lines for each notification, without a line break at the end, and without colour or any other control character. */
export const terminalText = (message: Message): string => toldBy(message).map(blockOf).join('\n');

function blockOf(notification: Notification): string {
  const { incident } = notification;
  const first = `${headline(notification, fullName(notification))} (${incident.severity})${when(notification)}`;
  return `${first}\n  ${[...why(notification), where(notification)].join(' ').trim()}`;
}

function when(notification: Notification): string {
  const { kind, incident } = notification;
  const since = utcText(incident.since);
  if (kind === 'recovered' || kind === 'closed') {
    return `, from ${since} to ${utcText(incident.closing?.upSince ?? incident.since)}`;
  }
  if (kind === 'warning') return '';
  return kind === 'down' ? `, since ${since}, ${checksText(notification)}` : `, since ${since}`;
}

function why(notification: Notification): string[] {
  const { kind, incident, undelivered, acknowledgement, escalatedAfterMs } = notification;
  if (kind === 'closed') return [`The monitor was ${endOfWatch(notification)}; nobody watches it now.`];
  const message = plainText(incident.failure.message);
  const flapping = flappingText(notification);
  return [
    ...(undelivered ? [`${plainText(undelivered.reason)} It is down because:`] : []),
    kind === 'recovered' ? `It was: ${message}` : message,
    ...(escalatedAfterMs === undefined ? [] : [`Nobody has acknowledged it for ${durationText(escalatedAfterMs)}.`]),
    ...(flapping ? [`It flaps: ${flapping}.`] : []),
    ...(acknowledgement ? [`Acknowledged ${acknowledgementText(acknowledgement)}.`] : []),
  ];
}

const where = ({ monitor }: Notification): string => (monitor ? plainText(targetText(monitor.target), 2048) : '');
