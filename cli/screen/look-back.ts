/** Incidents as the terminal shows them: a list, one with its story, and how long people and machines took. */

import type { Figures, Spread } from '../../shared/domain/hindsight/incident-figures.ts';
import type { TimelineEntry, TimelineKind } from '../../shared/domain/hindsight/timeline.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { plainText } from '../../shared/domain/messages/plain-text.ts';
import { durationText, isoSeconds, utcText } from '../../shared/domain/time/calendar.ts';
import { whenText } from '../../shared/domain/time/when-text.ts';
import type { IncidentLine, IncidentStory, LookBack } from '../../shared/explain/look-back.ts';
import { aligned, cutTo, fillTo, wrapWords } from './columns.ts';
import { messageText, ROOM_BESIDE_NAME, viaText } from './explanation.ts';
import type { Paint, Style } from './paint.ts';

const HEADINGS = ['OPENED (UTC)', 'LASTED', 'CLASS', 'INCIDENT', 'ACKNOWLEDGED', 'TOLD', 'WHY'];

/** A heading, a line for each, newest first, and a sentence of figures. */
export function incidentTable(past: LookBack, columns: number, paint: Paint): string[] {
  const period = durationText(past.now - past.since);
  if (past.incidents.length === 0) return [`No incident in ${period}.`];
  const [heading = '', ...lines] = aligned([HEADINGS, ...past.incidents.map((line) => cellsOf(line, past.now))]);
  return [
    paint('dim', cutTo(heading, columns)),
    ...lines.map((line, index) => paintedLine(cutTo(line, columns), past.incidents[index], paint)),
    '',
    ...wrapWords(inShort(past), columns),
  ];
}

function cellsOf({ incident, class: gravity, downMs, acknowledgement, told }: IncidentLine, now: number): string[] {
  const { id, openedAt, closing, failure } = incident;
  const ended = closing && closing.reason !== 'recovered' ? `, ${closing.reason}` : '';
  return [
    isoSeconds(openedAt).slice(0, 16).replace('T', ' '),
    `${durationText(downMs)}${closing ? ended : ' so far'}`,
    gravity,
    id,
    acknowledgement
      ? `${plainText(acknowledgement.by, 24)}, after ${durationText(acknowledgement.at - openedAt)}`
      : closing
        ? 'never'
        : `not for ${durationText(now - openedAt)}`,
    told.join(', ') || 'nobody',
    plainText(failure.message, 120),
  ];
}

const paintedLine = (line: string, shown: IncidentLine | undefined, paint: Paint): string =>
  shown && !shown.incident.closing ? paint('red', line) : line;

function inShort({ figures, since, now }: LookBack): string {
  const { incidents, open, neverAcknowledged, acknowledge, recover } = figures;
  const count = `${incidents} ${incidents === 1 ? 'incident' : 'incidents'} in ${durationText(now - since)}${open > 0 ? `, ${open} open` : ''}.`;
  const acknowledged = acknowledge ? ` Acknowledged after ${durationText(acknowledge.medianMs)} (median).` : '';
  const never = neverAcknowledged > 0 ? ` ${neverAcknowledged} never acknowledged.` : '';
  const recovered = recover ? ` Up again after ${durationText(recover.medianMs)} (median).` : '';
  return `${count}${acknowledged}${never}${recovered}`;
}

/** Mean, median and number of both times, of all, by class and by group. */
export function figuresReport(past: LookBack, paint: Paint): string[] {
  const { figures, byClass, byGroup, since, now } = past;
  const heading = `${utcText(since)} to ${utcText(now)}`;
  if (figures.incidents === 0) return [heading, 'No incident.'];
  const parts = [{ name: 'all', figures }, ...byClass, ...byGroup];
  const rows = parts.map(({ name, figures: of }) => [plainText(name, 32), ...figureCells(of)]);
  const [titles = '', ...lines] = aligned([
    ['', 'INCIDENTS', 'OPEN', 'MTTA', 'MEDIAN', 'OF', 'NEVER', 'MTTR', 'MEDIAN', 'OF'],
    ...rows,
  ]);
  const [all = '', ...others] = lines;
  const classes = others.slice(0, byClass.length);
  const groups = others.slice(byClass.length);
  return [
    paint('bold', heading),
    '',
    paint('dim', titles),
    all,
    '',
    ...classes,
    '',
    ...groups,
    '',
    'MTTA: from the opening to the first acknowledgement, of those that were acknowledged; NEVER is the',
    'number of those that were over before. MTTR: from the first failed check to the first that succeeded.',
  ];
}

const figureCells = (of: Figures): string[] => [
  String(of.incidents),
  String(of.open),
  ...spreadCells(of.acknowledge),
  String(of.neverAcknowledged),
  ...spreadCells(of.recover),
];

const spreadCells = (spread: Spread | undefined): string[] =>
  spread ? [durationText(spread.meanMs), durationText(spread.medianMs), String(spread.n)] : ['–', '–', '0'];

/** Everything that happened in an incident. */
export function storyReport(story: IncidentStory, columns: number, paint: Paint): string[] {
  const { incident, timeline, now } = story;
  const facts = [
    ['Incident', `${incident.id}, ${story.class}${story.group === undefined ? '' : `, ${plainText(story.group)}`}`],
    ['Impact', story.impact && plainText(story.impact)],
    ['Runbook', story.runbook && plainText(story.runbook, 2048)],
    ['Took', tookText(story)],
    ['Post-mortem', story.postmortem && plainText(story.postmortem, 2048)],
  ].flatMap(([label = '', value]) => (value ? hanging(label, value, columns, paint) : []));
  const waiting = story.waiting.map((message) => messageText(message, now));
  const lost = story.lost.map(
    ({ contactId, topic, gaveUp }) => `${topic} → ${contactId} will never arrive: ${plainText(gaveUp ?? '')}`,
  );
  return [
    headline(story, columns, paint),
    '',
    ...facts,
    '',
    ...timeline.flatMap((entry, index) => entryLines(entry, timeline[index - 1], incident, columns, paint)),
    ...listed('Not told, or not yet:', [...waiting, ...lost], columns, paint),
  ];
}

function headline({ incident, durations }: IncidentStory, columns: number, paint: Paint): string {
  const { closing, monitorName } = incident;
  const name = paint('bold', cutTo(plainText(monitorName), columns - ROOM_BESIDE_NAME));
  const lasted = durationText(durations.downMs);
  if (!closing) return `${paint('red', '✗ DOWN')}  ${name}, for ${lasted}`;
  const isUp = closing.reason === 'recovered';
  const word = paint(isUp ? 'green' : 'yellow', isUp ? '● RECOVERED' : `‖ ${closing.reason.toUpperCase()}`);
  return `${word}  ${name}, after ${lasted}`;
}

const FACT = 13;

const hanging = (label: string, value: string, columns: number, paint: Paint): string[] =>
  wrapWords(value, columns - FACT - 2).map(
    (line, index) => `  ${paint('dim', fillTo(index === 0 ? label : '', FACT))}${line}`,
  );

/** `confirmed after 2 min, told 10 s later, acknowledged 4 min after the confirmation`. */
function tookText({ durations, incident }: IncidentStory): string {
  const { confirmMs, tellMs, acknowledgeMs } = durations;
  const parts = [
    `${durationText(confirmMs)} to confirm`,
    tellMs === undefined ? 'nobody was told' : `${durationText(Math.max(0, tellMs))} more to tell`,
    acknowledgeMs === undefined ? undefined : `${durationText(Math.max(0, acknowledgeMs))} to acknowledge`,
    incident.closing?.reason === 'recovered' ? `${durationText(durations.downMs)} to recover` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const SIGNS: Readonly<Partial<Record<TimelineKind, readonly [sign: string, style: Style]>>> = {
  first_failure: ['✗', 'red'],
  opened: ['✗', 'red'],
  told: ['→', 'cyan'],
  escalated: ['→', 'cyan'],
  reminded: ['→', 'cyan'],
  undelivered: ['→', 'yellow'],
  first_success: ['●', 'green'],
  recovered: ['●', 'green'],
};

/** `12:02:00 UTC  +2 min   ✗ confirmed by 3 failed checks`; a new day says its date. */
function entryLines(
  { at, kind, text, via }: TimelineEntry,
  before: TimelineEntry | undefined,
  { since }: Incident,
  columns: number,
  paint: Paint,
): string[] {
  const date = isoSeconds(at).slice(0, 10);
  const isNewDay = before === undefined || isoSeconds(before.at).slice(0, 10) !== date;
  const [sign, style] = SIGNS[kind] ?? ['·', 'dim'];
  const after = at > since ? `+${durationText(at - since)}` : '';
  const margin = `  ${whenText(at, at)}  ${fillTo(after, 14)}`;
  const room = Math.max(30, columns - margin.length - 2);
  const [first = '', ...rest] = wrapWords(`${text}${viaText(via)}`, room);
  return [
    ...(isNewDay ? [paint('dim', `  ${date}`)] : []),
    `${paint('dim', margin)}${paint(style, sign)} ${first}`,
    ...rest.map((line) => `${' '.repeat(margin.length + 2)}${line}`),
  ];
}

const listed = (title: string, lines: readonly string[], columns: number, paint: Paint): string[] =>
  lines.length === 0
    ? []
    : [
        '',
        `  ${paint('dim', title)}`,
        ...lines.flatMap((line) =>
          wrapWords(line, columns - 6).map((part, index) => `  ${index === 0 ? '' : '  '}${part}`),
        ),
      ];
