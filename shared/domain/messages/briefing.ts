/**
 * A message as every chat shows it: what happened, to what, since when and what to do, without a word of markup. A sender
 * encodes the parts by the structure of its service; it never needs to clean, order or cap them again, unless its
 * service takes less.
 */

import type { Message, MessageReason, Notification, NotificationKind } from '../alerting/notification.ts';
import type { Severity } from '../monitor.ts';
import { utcText } from '../time/calendar.ts';
import { fixedSentence, fullName, headline } from './headline.ts';
import { type Fact, factsOf, type Link, linksOf, linkTo, openingOf } from './particulars.ts';
import { plainText } from './plain-text.ts';
import { severityOf, TONES, type Told, type Tone, titleOfMany, toldBy, toneOf } from './told.ts';

export type { Fact, Link } from './particulars.ts';
export type { Tone } from './told.ts';

export interface Briefing {
  readonly tone: Tone;
  readonly severity: Severity;
  readonly reason: MessageReason;
  /** At most 200 code points: `DOWN: Staff rota (critical)`. Says everything to somebody who reads no further. */
  readonly title: string;
  /** The title and a reason in fixed words, for places that show one line: notifications, fallbacks. At most 400. */
  readonly summary: string;
  /** Above the sections of several: why they come together, and how many are left out. Empty for a single one. */
  readonly text: string;
  /** A line for each of several, at most 50 of at most 160; empty for a single one, whose section says it all. */
  readonly list: readonly string[];
  /** The details, most urgent first, of at most 10. */
  readonly sections: readonly [Section, ...Section[]];
  /** What concerns the message as a whole; those of one incident are in its section. */
  readonly links: readonly Link[];
  /** Of all notifications, also of those that are not shown. */
  readonly eventIds: readonly string[];
  /** Of the message. */
  readonly eventId: string;
  readonly footer: string;
}

export interface Section {
  readonly kind: NotificationKind;
  readonly tone: Tone;
  readonly severity: Severity;
  readonly eventId: string;
  readonly incidentId: string;
  /** At most 200 code points: `DOWN: Staff rota (critical)`. */
  readonly title: string;
  /** One or two sentences; may hold what a target wrote. At most 256 code points, as each value of a fact but the target's. */
  readonly text: string;
  /** Values are at most 256 code points, the target at most 2048; labels are Nightjar's own words. */
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
}

const MAX_TITLE = 200;
const MAX_SUMMARY = 400;
const MAX_LINE = 160;
const MAX_LISTED = 50;
const MAX_SECTIONS = 10;

export function briefingOf(message: Message): Briefing {
  const told = toldBy(message);
  const [first, ...rest] = told;
  const title = titleOf(message, told);
  return {
    tone: toneOf(told),
    severity: severityOf(told),
    reason: message.reason,
    title,
    summary: plainText(rest.length === 0 ? summaryOf(first, title) : title, MAX_SUMMARY),
    text: rest.length === 0 ? '' : textOf(message, told),
    list: rest.length === 0 ? [] : told.slice(0, MAX_LISTED).map(lineOf),
    sections: [sectionOf(first), ...rest.slice(0, MAX_SECTIONS - 1).map(sectionOf)],
    links: linkTo('Status page', first.statusUrl),
    eventIds: message.notifications.map(({ eventId }) => plainText(eventId)),
    eventId: plainText(message.id),
    footer: `Message ${plainText(message.id)}. Another copy with this id tells nothing new.`,
  };
}

/** Of several: `3 DOWN, 1 RECOVERED: Staff rota, Ledger API and 2 more (critical)`. */
function titleOf(message: Message, told: Told): string {
  const [first, ...rest] = told;
  if (rest.length === 0) return titled(first);
  const names = told.map((one) => plainText(fullName(one), MAX_NAME_AMONG_MANY));
  return titleOfMany(message, told, names, (text) => [...text].length <= MAX_TITLE);
}

const MAX_NAME_AMONG_MANY = 60;

function titled(notification: Notification): string {
  const around = (name: string) => `${headline(notification, name)} (${notification.incident.severity})`;
  return around(plainText(fullName(notification), MAX_TITLE - around('').length));
}

/** `DOWN: Staff rota (critical) since 2026-11-22 02:44 UTC: the server refused the connection`. */
function summaryOf({ kind, incident }: Notification, title: string): string {
  const since = `since ${utcText(incident.since).replace(/:\d\d UTC$/, ' UTC')}`;
  const sentence = fixedSentence(incident.failure.code);
  return TONES[kind] === 'down' ? `${title} ${since}: ${sentence}` : `${title}. It was down ${since}: ${sentence}`;
}

const INTRODUCTIONS: Record<MessageReason, string> = {
  single: '',
  group: 'These happened close together.',
  storm: 'So much happened at once that it comes in one message.',
  digest: 'Collected for this digest.',
};

function textOf({ reason }: Message, told: Told): string {
  const unlisted = told.length - MAX_LISTED;
  return unlisted > 0 ? `${INTRODUCTIONS[reason]} ${unlisted} more are not listed here.` : INTRODUCTIONS[reason];
}

/** `DOWN: Staff rota (critical), the server refused the connection`; the reason only where it fits. */
function lineOf(notification: Notification): string {
  const line = plainText(titled(notification), MAX_LINE);
  const reasoned = `${line}, ${fixedSentence(notification.incident.failure.code)}`;
  return TONES[notification.kind] === 'down' && [...reasoned].length <= MAX_LINE ? reasoned : line;
}

const sectionOf = (notification: Notification): Section => ({
  kind: notification.kind,
  tone: TONES[notification.kind],
  severity: notification.incident.severity,
  eventId: plainText(notification.eventId),
  incidentId: plainText(notification.incident.id),
  title: titled(notification),
  text: openingOf(notification),
  facts: factsOf(notification),
  links: linksOf(notification),
});
