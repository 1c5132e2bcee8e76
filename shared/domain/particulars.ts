/** All that is known of one notification, in words and most urgent first. Every text is cleaned, capped and one line. */
import { durationText, utcText } from './calendar.ts';
import type { Failure } from './failure.ts';
import { checksText, endOfWatch, fixedSentence, untoldContact } from './headline.ts';
import type { Notification } from './notification.ts';
import { plainText } from './plain-text.ts';
import type { Target } from './target.ts';
import { targetText } from './target-text.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Link {
  readonly label: string;
  /** An absolute http or https URL in its normal form: ASCII, without spaces, quotes and angle brackets. */
  readonly url: string;
}

const MAX_URL = 2048;

/** One or two sentences under the headline. */
export function openingOf(notification: Notification): string {
  const { kind, incident, monitor } = notification;
  switch (kind) {
    case 'down':
    case 'reminder':
      return reason(incident.failure);
    case 'undelivered':
      return `Nobody at ${untoldContact(notification)} knows of it. Tell them, and mend the contact.`;
    case 'recovered':
      return `It ${monitor?.target.kind === 'heartbeat' ? 'reports' : 'answers'} as expected again.`;
    case 'closed':
      return `The monitor was ${endOfWatch(notification)} while it was down, so nobody will tell you when it is up again.`;
  }
}

export const factsOf = (notification: Notification): readonly Fact[] =>
  [
    ...peopleRows(notification),
    ...timeRows(notification),
    ...failureRows(notification),
    ...placeRows(notification),
  ].flatMap(([label, value]) => (value ? [{ label, value }] : []));

type Row = readonly [label: string, value: string | undefined];

/** How grave it is, and what people have already done or not done about it. */
function peopleRows({ incident, undelivered, escalatedAfterMs, acknowledgement }: Notification): Row[] {
  const waited = escalatedAfterMs === undefined ? undefined : durationText(escalatedAfterMs);
  return [
    ['Severity', incident.severity],
    ['Why not told', undelivered && plainText(undelivered.reason)],
    ['Escalated', waited && `nobody has acknowledged it for ${waited}`],
    ['Acknowledged', acknowledgement && acknowledgementText(acknowledgement)],
  ];
}

/** `by Ada at 2026-11-22 03:02:00 UTC: looking at it`. */
export function acknowledgementText({ at, by, note }: NonNullable<Notification['acknowledgement']>): string {
  const words = note ? `: ${plainText(note)}` : '';
  return `by ${plainText(by, 64)} at ${utcText(at)}${words}`;
}

function timeRows(notification: Notification): Row[] {
  const { kind, incident } = notification;
  const { closing } = incident;
  return [
    ['Down since', utcText(incident.since)],
    ['Confirmed', `${utcText(incident.openedAt)}, after ${checksText(notification)}`],
    ['Up since', kind === 'recovered' && closing ? utcText(closing.upSince) : undefined],
    ['Watched until', kind === 'closed' && closing ? utcText(closing.at) : undefined],
  ];
}

function failureRows({ kind, incident }: Notification): Row[] {
  const { message, expected, found } = incident.failure;
  const isMoreThanCompared = expected !== undefined && !message.endsWith(`${found}.`);
  const isSaidAbove = kind === 'down' || kind === 'reminder';
  return [
    ['What failed', isSaidAbove ? undefined : reason(incident.failure)],
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

/** Which monitor it was. A target is shown as it is configured, with its secret references unresolved. */
function placeRows({ incident, monitor }: Notification): Row[] {
  const group = monitor?.group ? ` (${plainText(monitor.group)})` : '';
  return [
    ['Monitor', `${plainText(incident.monitorId)}${group}`],
    ['Target', monitor && plainText(askedText(monitor.target), MAX_URL)],
  ];
}

const askedText = (target: Target): string =>
  target.kind === 'http' ? `${target.method} ${targetText(target)}` : targetText(target);

/** What to do about it. */
export const linksOf = ({ acknowledgeUrl }: Notification): readonly Link[] => linkTo('Acknowledge', acknowledgeUrl);

/** Nothing for what is no http or https URL, or too long to be one that somebody meant. */
export function linkTo(label: string, url: string | undefined): readonly Link[] {
  const parsed = url === undefined ? null : URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.href.length > MAX_URL) return [];
  return [{ label, url: parsed.href }];
}
