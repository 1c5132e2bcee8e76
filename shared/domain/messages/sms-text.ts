/** The text message: one part of GSM-7, so that it arrives whole and is paid for once. */

import type { Message, Notification } from '../alerting/notification.ts';
import { durationText, utcText } from '../time/calendar.ts';
import { isGsm7, SMS_SEPTETS, septets } from './gsm7.ts';
import { fixedSentence, headline, nameIn } from './headline.ts';
import { turnsText } from './particulars.ts';
import { countsOf, isCurrent, severityOf, TONES, type Told, toldBy, withNames } from './told.ts';
import { shorten, transliterate } from './transliterate.ts';

/**
 * Never more than one part. What matters least is left out until it fits: links, counts, severity; the name is shortened
 * last of all. Nothing here is text that a target wrote.
 */
export function smsText(message: Message): string {
  const told = toldBy(message);
  const [first, ...rest] = told;
  return rest.length === 0 ? textOfOne(first) : textOfMany(message, told);
}

const fits = (text: string): boolean => septets(text) <= SMS_SEPTETS;

const sinceText = (instant: number): string => `since ${utcText(instant).replace(/:\d\d UTC$/, ' UTC')}`;

function textOfOne(notification: Notification): string {
  const name = nameIn(isGsm7, notification);
  const layouts = layoutsOf(notification);
  const fitting = layouts.map((layout) => layout(name)).find(fits);
  if (fitting !== undefined) return fitting;
  const barest = layouts.at(-1) ?? String;
  return barest(shorten(name, SMS_SEPTETS - septets(barest('')), septets));
}

type Layout = (name: string) => string;

/** From the fullest to the barest. */
function layoutsOf(notification: Notification): Layout[] {
  return [
    ...acknowledgeable(notification),
    ...endingsOf(notification).map(
      (words): Layout =>
        (name) =>
          [severe(notification, name), ...words].join(' '),
    ),
    (name) => bare(notification, name),
    // Where both the sentence and the name are long, the name says more.
    ...(notification.kind === 'undelivered' ? [(name: string) => `${headOf(notification, name)}.`] : []),
  ];
}

/** What may follow the sentence: first the number of checks goes, then the link, then what is out of the ordinary. */
function endingsOf(notification: Notification): string[][] {
  const { kind, acknowledgeUrl, statusUrl, incident } = notification;
  const unusual = unusualOf(notification);
  const links = [...(kind === 'down' && acknowledgeUrl ? [acknowledgeUrl] : []), statusUrl, undefined];
  const checks = kind === 'down' && incident.checks > 1 ? `${incident.checks} checks in a row.` : undefined;
  return [unusual, undefined].flatMap((first) =>
    links.flatMap((link) =>
      [checks, undefined].map((count) => [first, count, link].filter((word) => word !== undefined)),
    ),
  );
}

/** Whoever is told because nobody else has reacted did not expect it. */
function unusualOf({ kind, incident, escalatedAfterMs }: Notification): string | undefined {
  if (kind !== 'down') return undefined;
  if (escalatedAfterMs !== undefined) return `Nobody has acknowledged it for ${durationText(escalatedAfterMs)}.`;
  const sights = Object.values(incident.regions ?? {});
  const down = sights.filter((sight) => sight === 'down').length;
  if (sights.length > 1) return `Down in ${down} of ${sights.length} regions.`;
  return incident.flapping && `${turnsText(incident.flapping)}.`;
}

/**
 * Who has been told before knows why and since when; what is missing is somebody who says "I am on it", or the knowledge
 * that somebody has.
 */
function acknowledgeable({ kind, incident, acknowledgeUrl, acknowledgement, ...rest }: Notification): Layout[] {
  if (kind !== 'reminder') return [];
  const by = acknowledgement && transliterate(acknowledgement.by, isGsm7).text;
  const end = by ? `Acknowledged by ${shorten(by, LONGEST_PERSON, septets)}.` : acknowledgeUrl;
  const head = (name: string) => headline({ kind, incident, ...rest }, name);
  return end ? [(name) => `${head(name)} (${incident.severity}). ${end}`] : [];
}

const LONGEST_PERSON = 40;

const severe = (notification: Notification, name: string): string =>
  bare(notification, name, `${notification.incident.severity}, `);

/** What a text message says if there is any room: the headline, since when, and the reason. */
function bare(notification: Notification, name: string, severity = ''): string {
  const { incident, kind } = notification;
  const head = headOf(notification, name, severity);
  const sentence = `${fixedSentence(incident.failure.code)}.`;
  return isCurrent(kind) ? `${head}: ${sentence}` : `${head}. Was: ${sentence}`;
}

const headOf = (notification: Notification, name: string, severity = ''): string =>
  `${headline(notification, name)} (${severity}${sinceText(notification.incident.since)})`;

/** `3 DOWN, 1 RECOVERED (critical, since 2026-11-22 02:44 UTC): Staff rota, Ledger API and 2 more.` */
function textOfMany(message: Message, told: Told): string {
  const counts = countsOf(message, told);
  const since = told.filter(({ kind }) => TONES[kind] === 'down').map(({ incident }) => incident.since);
  const severity = severityOf(told);
  const when = since.length > 0 ? `${severity}, ${sinceText(Math.min(...since))}` : severity;
  const names = told.map((one) => shorten(nameIn(isGsm7, one), LONGEST_AMONG_MANY, septets));
  const withAll = `${counts} (${when}): ${names.join(', ')}. ${told[0].statusUrl ?? ''}`.trim();
  if (fits(withAll)) return withAll;
  const named = withNames(names, (shown) => `${counts} (${when}): ${shown}.`, fits);
  return named ?? shorten(`${counts} (${severity}).`, SMS_SEPTETS, septets);
}

const LONGEST_AMONG_MANY = 40;
