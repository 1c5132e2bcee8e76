/** The whole decision on a monitor, for somebody who was asleep a minute ago: the worst first, and what comes next last. */

import type {
  CheckSeen,
  Explanation,
  IncidentSeen,
  MessageSeen,
  RegionSeen,
} from '../../shared/domain/hindsight/explanation.ts';
import { WORDS } from '../../shared/domain/hindsight/next-steps.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { plainText } from '../../shared/domain/messages/plain-text.ts';
import type { Phase } from '../../shared/domain/state.ts';
import { durationText, utcText } from '../../shared/domain/time/calendar.ts';
import { distanceText, whenText } from '../../shared/domain/time/when-text.ts';
import { cutTo, fillTo, wrapWords } from './columns.ts';
import type { Paint, Style } from './paint.ts';
import { verdictSign } from './verdict.ts';

const LABEL = 11;
/** For what stands beside a name in the first line. */
export const ROOM_BESIDE_NAME = 50;
/** `✗ down, counts`. */
const COUNTED = 14;

/** Lines of at most `columns`; two where all is well, unless everything is wanted. */
export function renderExplanation(
  told: Explanation,
  columns: number,
  paint: Paint,
  { isWhole = false, isPast = false }: { readonly isWhole?: boolean; readonly isPast?: boolean } = {},
): string[] {
  const page = { told, columns, paint };
  if (isFine(told) && !isWhole) return [headline(page), ...nextInShort(page)];
  return [
    ...(isPast ? [paint('dim', `At ${utcText(told.at)}:`)] : []),
    headline(page),
    ...reasonLines(page),
    ...section(page, 'Now', nowLines(page)),
    ...section(page, 'Checks', checkLines(page)),
    ...section(page, 'Regions', regionLines(page)),
    ...told.incidents.flatMap((each) =>
      each.incident.about === 'warning'
        ? section(page, 'Warning', warningLines(page, each))
        : section(page, 'Incident', incidentLines(page, each)),
    ),
    ...section(page, 'Next', nextLines(page)),
    ...section(page, 'Note', told.caveats),
  ];
}

interface Page {
  readonly told: Explanation;
  readonly columns: number;
  readonly paint: Paint;
}

/** Nothing is wrong, held back or uncertain. */
export const isFine = ({ phase, checks, regions, incidents, quiet, caveats }: Explanation): boolean =>
  phase === 'up' &&
  checks.at(-1)?.verdict === 'up' &&
  regions.every(({ sight }) => sight === 'up') &&
  incidents.length === 0 &&
  !quiet &&
  caveats.length === 0;

const SIGNS: Readonly<Record<Phase, readonly [sign: string, word: string, style: Style]>> = {
  up: ['●', 'UP', 'green'],
  suspect: ['◐', 'SUSPECT', 'yellow'],
  down: ['✗', 'DOWN', 'red'],
  recovering: ['↻', 'RECOVERING', 'cyan'],
  paused: ['‖', 'PAUSED', 'dim'],
  pending: ['·', 'PENDING', 'dim'],
};

const openIn = ({ incidents }: Explanation): Incident | undefined =>
  incidents.find(({ incident }) => !incident.closing && incident.about === undefined)?.incident;

function headline({ told, columns, paint }: Page): string {
  const { phase, monitor, at, isSinceSure } = told;
  // Down it was from the first failed check on, not only when it was confirmed.
  const since = openIn(told)?.since ?? told.since;
  const [sign, word, style] = SIGNS[phase];
  const name = cutTo(plainText(monitor.name), columns - ROOM_BESIDE_NAME);
  const least = isSinceSure ? '' : 'at least ';
  const duration = since === undefined ? '' : `, for ${least}${durationText(at - since)}, since ${whenText(since, at)}`;
  return `${paint(style, `${sign} ${word}`)}  ${paint('bold', name)}${duration}`;
}

function nextInShort({ told, columns }: Page): string[] {
  const last = told.checks.at(-1);
  const took = last?.totalMs === undefined ? '' : ` (${last.totalMs} ms)`;
  const next = told.next.find(({ what }) => what === 'check');
  const soon = next?.at === undefined ? '' : `, next ${distanceText(next.at, told.at)}`;
  const seen = last ? `Checked ${distanceText(last.slot, told.at)}${took}${soon}.` : '';
  return [`  ${cutTo(`${seen} ${fallInShort(told)}`, columns - 2)}`];
}

/** `If 3 checks fail: DOWN at 12:05:00 UTC to oncall.` */
function fallInShort({ next, at }: Explanation): string {
  const fall = next.find(({ what }) => what === 'if_it_fails');
  if (fall?.at === undefined) return '';
  const who = fall.told && fall.told.length > 0 ? fall.told.join(', ') : 'nobody at once';
  const checks = fall.checks === 1 ? 'the next check fails' : `the next ${fall.checks} fail`;
  return `If ${checks}: DOWN at ${whenText(fall.at, at)}, told to ${who}.`;
}

/** What is wrong, what it means, and what to do. */
function reasonLines({ told, columns }: Page): string[] {
  const { monitor, checks, phase } = told;
  const open = openIn(told);
  const latest = checks.findLast(({ verdict }) => verdict !== 'up');
  const isTrouble = phase === 'paused' ? false : phase !== 'up' || checks.at(-1)?.verdict !== 'up';
  const failure = open?.failure ?? (isTrouble ? latest?.failure : undefined);
  return [
    ...(failure ? [plainText(failure.message)] : []),
    ...(monitor.impact && phase !== 'up' ? [plainText(monitor.impact)] : []),
    ...(monitor.runbook && phase !== 'up' ? [`Runbook: ${plainText(monitor.runbook, 2048)}`] : []),
  ].flatMap((text) => wrapWords(text, columns - 2).map((line) => `  ${line}`));
}

/** Who knows of it, and what keeps the others from being told. */
function nowLines({ told }: Page): string[] {
  const { quiet, incidents, at } = told;
  const held = quiet && `everything there is to say ${quiet.sentence}`;
  if (!openIn(told)) {
    return [...regionalLines(told), ...(quiet ? [`Whatever there is to say ${quiet.sentence}.`] : [])];
  }
  const who = incidents
    .flatMap(({ messages }) => messages)
    .filter(({ kind, sentAt }) => kind === 'down' && sentAt !== undefined)
    .map(({ contactId, sentAt = 0 }) => `${contactId} at ${whenText(sentAt, at)}`);
  if (who.length === 0) return [held ? `Nobody has been told: ${held}.` : 'Nobody has been told yet.'];
  return [`Told: ${who.join(', ')}.`, ...(held ? [`Now ${held}.`] : [])];
}

/** Too few regions see it down for anybody to be told. */
function regionalLines({ regions, quorum }: Explanation): string[] {
  const down = regions.filter(({ sight }) => sight === 'down').map(({ region }) => region);
  if (!quorum || down.length === 0) return [];
  return [
    `Only ${down.join(', ')} of ${quorum.fresh} regions sees it down, and ${quorum.needed} must agree: nobody is told.`,
  ];
}

function checkLines(page: Page): string[] {
  const { told } = page;
  const hasSeveral = told.regions.length > 1;
  return [
    ruleText(told),
    ...progressLines(told),
    ...told.checks.map((check, index) => checkLine(page, check, told.checks[index - 1], hasSeveral)),
  ];
}

function ruleText({ rule }: Explanation): string {
  const { failures, window, successes, intervalMs, retryIntervalMs } = rule;
  const down = window === undefined ? inARow(failures, 'failure') : `${failures} failures among the last ${window}`;
  const retry = retryIntervalMs === intervalMs ? '' : ` (${durationText(retryIntervalMs)} while in question)`;
  return `every ${durationText(intervalMs)}${retry}; DOWN after ${down}, UP after ${inARow(successes, 'success')}`;
}

/** How far a suspicion or a recovery has come; each of several regions counts for itself. */
function progressLines({ rule, phase, regions, quorum }: Explanation): string[] {
  const counted = Math.max(0, ...regions.map((region) => region.counted));
  if (counted === 0 || quorum) return [];
  const isRising = phase === 'recovering' || phase === 'down';
  return [
    isRising ? `${counted} of ${rule.successes} successes so far` : `${counted} of ${rule.failures} failures so far`,
  ];
}

const PLURALS = { failure: 'failures', success: 'successes' } as const;

const inARow = (count: number, what: keyof typeof PLURALS): string =>
  count === 1 ? `1 ${what}` : `${count} ${PLURALS[what]} in a row`;

function checkLine(
  { told, columns, paint }: Page,
  { slot, region, verdict, totalMs, failure, isCounted }: CheckSeen,
  before: CheckSeen | undefined,
  hasSeveral: boolean,
): string {
  const [sign, style] = verdictSign(verdict);
  const place = hasSeveral ? `${fillTo(region, 16)}  ` : '';
  const isSame = failure !== undefined && before?.failure?.message === failure.message;
  const ms = totalMs === undefined ? '' : `${totalMs} ms`;
  const why = failure ? (isSame ? 'the same' : plainText(failure.message, 160)) : ms;
  const seen = fillTo(`${sign} ${verdict}${isCounted ? ', counts' : ''}`, COUNTED);
  return `${whenText(slot, told.at)}  ${place}${paint(style, seen)}  ${cutTo(why, columns - LABEL - 32 - place.length)}`;
}

function regionLines({ told, paint }: Page): string[] {
  const { regions, quorum, at } = told;
  if (!quorum) return [];
  const verdicts = { up: 'it is up', down: 'it is down', open: 'they do not agree' };
  const summary = `${quorum.needed} must agree, and ${quorum.fresh} of ${quorum.of} have looked lately: ${verdicts[quorum.verdict]}`;
  return [summary, ...regions.map((region) => regionLine(region, at, paint))];
}

const SIGHTS: Readonly<Record<RegionSeen['sight'], readonly [text: string, style: Style]>> = {
  up: ['● up', 'green'],
  suspect: ['◐ failing', 'yellow'],
  down: ['✗ down', 'red'],
  unknown: ['? not known', 'dim'],
  silent: ['· silent', 'yellow'],
};

function regionLine({ region, sight, since, counted }: RegionSeen, at: number, paint: Paint): string {
  const [text, style] = SIGHTS[sight];
  const when = since === undefined || sight === 'silent' ? '' : `since ${whenText(since, at)}`;
  return `${fillTo(region, 16)}  ${paint(style, fillTo(text, 12))}  ${when}${counted > 0 ? `, ${counted} counted` : ''}`;
}

/** Nothing is down yet, and nobody has to acknowledge it. */
const warningLines = ({ told }: Page, { incident, messages }: IncidentSeen): string[] => [
  plainText(incident.failure.message),
  ...messages.map((message) => messageText(message, told.at)),
];

function incidentLines(page: Page, { incident, acknowledgement, messages }: IncidentSeen): string[] {
  const { at, monitor } = page.told;
  const { id, openedAt, checks, flapping, closing } = incident;
  const begun = `confirmed ${whenText(openedAt, at)} after ${inARow(checks, 'failure')}`;
  const ended = closing ? `, ${closing.reason} ${whenText(closing.at, at)}` : '';
  const taken = acknowledgement
    ? `${plainText(acknowledgement.by)} is on it, since ${whenText(acknowledgement.at, at)}${acknowledgement.text ? `: ${plainText(acknowledgement.text)}` : ''}`
    : 'nobody has acknowledged it';
  return [
    `${id}, ${incident.severityClass ?? monitor.class}`,
    `${begun}${ended}; ${taken}`,
    ...(flapping
      ? [
          `it flaps: ${flapping.openings} outages within ${durationText(flapping.windowMs)}, so it stays open for a while`,
        ]
      : []),
    ...(messages.length === 0 ? ['nobody is to be told: no contact and no route is given'] : []),
    ...messages.map((message) => messageText(message, at)),
  ];
}

/** `DOWN → oncall (sns) was sent 12:02:10 UTC, by its own entry`. */
export function messageText(
  { kind, contactId, contactKind, sentence, sentAt, via, attempts = 0 }: MessageSeen,
  at: number,
): string {
  const who = contactKind && contactKind !== 'terminal' ? `${contactId} (${contactKind})` : contactId;
  const when = sentAt === undefined ? '' : ` at ${whenText(sentAt, at)}`;
  const tries = attempts > 1 ? `, after ${attempts} attempts` : '';
  return `${WORDS[kind]} → ${who} ${sentence}${when}${tries}${viaText(via)}`;
}

/** `[alert]` for the monitor's own entry, else the route. */
export function viaText(via: string | undefined): string {
  if (via === undefined || via === 'everything') return '';
  return via === 'monitor' ? ' [alert]' : ` [route ${via}]`;
}

function nextLines({ told }: Page): string[] {
  return told.next.map(({ at, sentence }) =>
    at === undefined ? sentence : `${whenText(at, told.at)}, ${distanceText(at, told.at)}: ${sentence}`,
  );
}

/** A label beside the first line, and long lines hanging below their beginning. */
function section({ columns, paint }: Page, label: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const room = Math.max(30, columns - LABEL - 2);
  const wrapped = lines.flatMap((line) =>
    wrapWords(line, room).map((part, index) => (index === 0 ? part : `  ${part}`)),
  );
  const labelled = wrapped.map((line, index) => `  ${paint('dim', fillTo(index === 0 ? label : '', LABEL))}${line}`);
  return ['', ...labelled];
}
