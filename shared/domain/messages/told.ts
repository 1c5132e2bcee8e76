/** What of a message is shown to people, and in which order. Nothing is left out that is not said elsewhere in it. */

import type { Message, Notification, NotificationKind } from '../alerting/notification.ts';
import type { Severity } from '../monitor.ts';
import { type Word, wordOf } from './headline.ts';

export type Told = readonly [Notification, ...Notification[]];

/**
 * The most urgent first. Where a message tells of the end of an incident, it need not tell of its beginning: the end
 * says since when it was down and what had failed.
 */
export function toldBy({ notifications }: Message): Told {
  const ended = new Set(notifications.filter(isEnd).map(({ incident }) => incident.id));
  const shown = notifications.filter((one) => isEnd(one) || one.kind === 'undelivered' || !ended.has(one.incident.id));
  const [first = notifications[0], ...rest] = shown.sort(byUrgency);
  return [first, ...rest];
}

const isEnd = ({ kind }: Notification): boolean => kind === 'recovered' || kind === 'closed';

export type Tone = 'down' | 'up' | 'neutral';

export const TONES = {
  down: 'down',
  undelivered: 'down',
  reminder: 'down',
  warning: 'neutral',
  closed: 'neutral',
  recovered: 'up',
} as const satisfies Record<NotificationKind, Tone>;

/** What is told is so now, and not over. */
export const isCurrent = (kind: NotificationKind): boolean => TONES[kind] === 'down' || kind === 'warning';

/** A message is as grave as the gravest of what it tells. */
export function toneOf(told: Told): Tone {
  const tones = told.map(({ kind }): Tone => TONES[kind]);
  return (['down', 'neutral'] as const).find((tone) => tones.includes(tone)) ?? 'up';
}

const GRAVEST_FIRST: readonly Severity[] = ['critical', 'warning', 'info'];

/** The gravest severity of what is told in the message's tone: a warning is no less so because something critical recovered. */
export function severityOf(told: Told): Severity {
  const tone = toneOf(told);
  const severities = told.filter(({ kind }) => TONES[kind] === tone).map(({ incident }) => incident.severity);
  return GRAVEST_FIRST.find((severity) => severities.includes(severity)) ?? 'info';
}

const TONE_ORDER: readonly Tone[] = ['down', 'neutral', 'up'];
const KIND_ORDER: readonly NotificationKind[] = ['down', 'undelivered', 'reminder', 'warning', 'closed', 'recovered'];

/** Whatever is down before whatever is over; then by severity, by what happened, and what began first. */
function byUrgency(a: Notification, b: Notification): number {
  return (
    TONE_ORDER.indexOf(TONES[a.kind]) - TONE_ORDER.indexOf(TONES[b.kind]) ||
    GRAVEST_FIRST.indexOf(a.incident.severity) - GRAVEST_FIRST.indexOf(b.incident.severity) ||
    KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
    a.incident.since - b.incident.since ||
    (a.eventId < b.eventId ? -1 : 1)
  );
}

const WORD_ORDER: readonly Word[] = ['DOWN', 'NOT TOLD', 'STILL DOWN', 'WARNING', 'PAUSED', 'REMOVED', 'RECOVERED'];

/** `3 DOWN, 1 RECOVERED`. */
function countsText(told: Told): string {
  const words = told.map(wordOf);
  return WORD_ORDER.map((word) => ({ word, count: words.filter((other) => other === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}

/** `DIGEST: 3 DOWN, 1 RECOVERED`, and of a storm `41 DOWN at once`: what comes before the names. */
export function countsOf({ reason }: Message, told: Told): string {
  const counts = countsText(told);
  if (reason === 'digest') return `DIGEST: ${counts}`;
  return reason === 'storm' ? `${counts} at once` : counts;
}

/**
 * `Staff rota, Ledger API and 39 more`: as many names as there is room for, told by `layout`, which puts them into their
 * place, and by `fits`. Without names where there is room for none.
 */
export function withNames(
  names: readonly string[],
  layout: (names: string) => string,
  fits: (text: string) => boolean,
): string | undefined {
  for (let shown = names.length; shown > 0; shown--) {
    const text = layout(enumerated(names, shown));
    if (fits(text)) return text;
  }
  return undefined;
}

function enumerated(names: readonly string[], shown: number): string {
  const more = names.length - shown;
  return names.slice(0, shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** `3 DOWN, 1 RECOVERED: Staff rota, Ledger API and 2 more (critical)`, as long as `fits` lets it be. */
export function titleOfMany(
  message: Message,
  told: Told,
  names: readonly string[],
  fits: (text: string) => boolean,
): string {
  const counts = countsOf(message, told);
  const severity = severityOf(told);
  return withNames(names, (shown) => `${counts}: ${shown} (${severity})`, fits) ?? `${counts} (${severity})`;
}

/** A notification that comes by itself. */
export const alone = (notification: Notification): Message => ({
  id: notification.eventId,
  reason: 'single',
  notifications: [notification],
});
