/** All that is known of one notification, in words and most urgent first. Every text is cleaned, capped and one line. */

import type { Notification } from '../alerting/notification.ts';
import type { Failure } from '../checks/failure.ts';
import type { Target } from '../checks/target.ts';
import { classOf, type Incident } from '../incident.ts';
import type { Sight } from '../quorum.ts';
import { durationText, utcText } from '../time/calendar.ts';
import { checksText, endOfWatch, fixedSentence, untoldContact } from './headline.ts';
import { plainText } from './plain-text.ts';
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
    case 'warning':
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
    ...failureRows(notification),
    ...timeRows(notification),
    ...placeRows(notification),
  ].flatMap(([label, value]) => (value ? [{ label, value }] : []));

type Row = readonly [label: string, value: string | undefined];

/** What it means for people while it lasts, and what they have already done or not done about it. */
function peopleRows({ kind, monitor, undelivered, escalatedAfterMs, acknowledgement }: Notification): Row[] {
  const impact = kind === 'recovered' || kind === 'warning' ? undefined : monitor?.impact;
  const waited = escalatedAfterMs === undefined ? undefined : durationText(escalatedAfterMs);
  return [
    ['Impact', impact && plainText(impact)],
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
  if (kind === 'warning') return [['Seen', `${utcText(incident.openedAt)}; nothing is down`]];
  return [
    ['Down since', utcText(incident.since)],
    ['Confirmed', `${utcText(incident.openedAt)}, after ${checksText(notification)}`],
    ['Seen from', incident.regions && seenText(incident.regions)],
    ['Flapping', flappingText(notification)],
    ['Up since', kind === 'recovered' && closing ? utcText(closing.upSince) : undefined],
    ['Watched until', kind === 'closed' && closing ? utcText(closing.at) : undefined],
  ];
}

const SIGHTS: readonly (readonly [Sight, string])[] = [
  ['down', 'down in'],
  ['suspect', 'failing in'],
  ['up', 'up in'],
  ['unknown', 'not known in'],
  ['silent', 'no word from'],
];

/** `down in eu-west-1, us-east-1; up in ap-southeast-1; no word from sa-east-1`. */
export function seenText(regions: NonNullable<Incident['regions']>): string {
  const parts = SIGHTS.flatMap(([sight, words]) => {
    const names = Object.keys(regions).filter((region) => regions[region] === sight);
    return names.length > 0 ? [`${words} ${names.join(', ')}`] : [];
  });
  return plainText(parts.join('; '));
}

/** `3rd outage within 1 h; you are told again when it has been up for 15 min`; undefined where it does not flap. */
export function flappingText(notification: Notification): string | undefined {
  const { kind, incident, monitor } = notification;
  if (!incident.flapping) return undefined;
  const turns = turnsText(incident.flapping);
  const stableMs = monitor?.policy.flapping?.stableMs;
  if (kind === 'recovered' || kind === 'closed' || stableMs === undefined) return turns;
  return `${turns}; you are told again when it has been up for ${durationText(stableMs)}`;
}

/** `3rd outage within 1 h`. */
export const turnsText = ({ openings, windowMs }: NonNullable<Incident['flapping']>): string =>
  `${ordinal(openings)} outage within ${durationText(windowMs)}`;

function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13;
  return `${count}${(!isTeen && ['', 'st', 'nd', 'rd'][count % 10]) || 'th'}`;
}

function failureRows({ kind, incident }: Notification): Row[] {
  const { message, expected, found } = incident.failure;
  const isMoreThanCompared = expected !== undefined && !message.endsWith(`${found}.`);
  const isSaidAbove = kind === 'down' || kind === 'reminder' || kind === 'warning';
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
  const { severity, severityClass } = incident;
  const isUsual = severityClass === undefined || severityClass === classOf({ alert: { to: [], severity } });
  const group = monitor?.group ? ` (${plainText(monitor.group)})` : '';
  return [
    ['Monitor', `${plainText(incident.monitorId)}${group}`],
    ['Target', monitor && plainText(askedText(monitor.target), MAX_URL)],
    ['Class', isUsual ? undefined : severityClass],
  ];
}

const askedText = (target: Target): string =>
  target.kind === 'http' ? `${target.method} ${targetText(target)}` : targetText(target);

/** What to do about it. What is over needs nothing done, and one acknowledgement is enough. */
export function linksOf({ kind, acknowledgeUrl, acknowledgement, monitor }: Notification): readonly Link[] {
  if (kind === 'recovered') return [];
  const canAcknowledge = kind !== 'closed' && !acknowledgement;
  return [...(canAcknowledge ? linkTo('Acknowledge', acknowledgeUrl) : []), ...linkTo('Runbook', monitor?.runbook)];
}

/** Nothing for what is no http or https URL, or too long to be one that somebody meant. */
export function linkTo(label: string, url: string | undefined): readonly Link[] {
  const parsed = url === undefined ? null : URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.href.length > MAX_URL) return [];
  return [{ label, url: parsed.href }];
}
