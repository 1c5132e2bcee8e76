/** The email: everything that is known, the most urgent first, in plain text. */
import { utcText } from './calendar.ts';
import type { Failure } from './failure.ts';
import { checksText, endOfWatch, fixedSentence, fullName, headline } from './headline.ts';
import type { Notification } from './notification.ts';
import { plainText } from './plain-text.ts';
import type { Target } from './target.ts';
import { targetText } from './target-text.ts';

type Row = readonly [label: string, value: string | undefined];

export function emailText(notification: Notification): string {
  const rows = [...timeRows(notification), ...failureRows(notification), ...placeRows(notification)];
  return [
    headline(notification, fullName(notification)),
    '',
    opening(notification),
    '',
    ...rows.flatMap(([label, value]) => (value ? [`${label.padEnd(LABEL_WIDTH)}${value}`] : [])),
    '',
    `Message ${plainText(notification.eventId)}. Another copy with this id tells nothing new.`,
    '',
  ].join('\n');
}

const LABEL_WIDTH = 15;

/** One sentence under the headline. */
function opening(notification: Notification): string {
  const { kind, incident, monitor } = notification;
  if (kind === 'down') return reason(incident.failure);
  const verb = monitor?.target.kind === 'heartbeat' ? 'reports' : 'answers';
  if (kind === 'recovered') return `It ${verb} as expected again.`;
  const end = endOfWatch(notification);
  return `The monitor was ${end} while it was down, so nobody will tell you when it is up again.`;
}

function timeRows(notification: Notification): Row[] {
  const { kind, incident } = notification;
  const confirmed = `${utcText(incident.openedAt)}, after ${checksText(notification)}`;
  const { closing } = incident;
  return [
    ['Severity', incident.severity],
    ['Down since', utcText(incident.since)],
    ['Confirmed', confirmed],
    ['Up since', kind === 'recovered' && closing ? utcText(closing.upSince) : undefined],
    ['Watched until', kind === 'closed' && closing ? utcText(closing.at) : undefined],
  ];
}

function failureRows({ kind, incident }: Notification): Row[] {
  const { message, expected, found } = incident.failure;
  const isMoreThanCompared = expected !== undefined && !message.endsWith(`${found}.`);
  return [
    ['What failed', kind === 'down' ? undefined : reason(incident.failure)],
    ['Expected', expected && plainText(expected)],
    ['Found', found && plainText(found)],
    ['Detail', isMoreThanCompared ? plainText(message) : undefined],
  ];
}

/** The failure's own words, or the fixed sentence where these would only repeat what was expected and found. */
function reason({ code, message, expected }: Failure): string {
  const sentence = fixedSentence(code);
  return expected === undefined ? plainText(message) : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

const askedText = (target: Target): string =>
  target.kind === 'http' ? `${target.method} ${targetText(target)}` : targetText(target);

/** Where to look. A target is shown as it is configured, with its secret references unresolved. */
function placeRows({ incident, monitor, statusUrl }: Notification): Row[] {
  const group = monitor?.group ? ` (${plainText(monitor.group)})` : '';
  return [
    ['Monitor', `${plainText(incident.monitorId)}${group}`],
    ['Target', monitor && plainText(askedText(monitor.target), 2048)],
    ['Status page', statusUrl && plainText(statusUrl, 2048)],
  ];
}
