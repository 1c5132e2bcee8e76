/** What people have done by hand, as the terminal shows it. */

import { isActive, type Override, type OverrideKind } from '../../shared/domain/alerting/override.ts';
import { scopeText } from '../../shared/domain/alerting/scope.ts';
import { type Incident, outageMs } from '../../shared/domain/incident.ts';
import { durationText, utcText } from '../../shared/domain/time/calendar.ts';
import type { Acknowledgement } from '../../shared/logbook/acknowledge.ts';
import type { AuditEntry } from '../../shared/ports.ts';
import { aligned } from './columns.ts';
import type { Paint } from './paint.ts';

const EFFECTS: Readonly<Record<OverrideKind, string>> = {
  silence: 'Checks go on, and nobody is told.',
  pause: 'There are no checks, and nothing is known of this time.',
  maintenance: 'Checks go on, and nobody is told: it is planned.',
};

export function overrideReport(override: Override, now: number, paint: Paint): string[] {
  const { id, kind, scope } = override;
  return [
    `${paint('green', '✓')} ${kind} of ${paint('bold', scopeText(scope))} ${spanText(override, now)}`,
    `  ${EFFECTS[kind]}`,
    `  Its end, if it comes sooner: nightjar lift ${id}`,
  ];
}

export const liftedLine = ({ id, kind, scope }: Override, paint: Paint): string =>
  `${paint('green', '✓')} The ${kind} of ${paint('bold', scopeText(scope))} has ended (${id}).`;

/** A heading and a line for each, the next to end first. */
export function overrideTable(overrides: readonly Override[], now: number, paint: Paint): string[] {
  if (overrides.length === 0) return ['Nothing is paused, silenced or planned by hand.'];
  const rows = overrides.map((override) => [
    override.id,
    override.kind,
    scopeText(override.scope),
    spanText(override, now),
    override.by,
    override.note ?? '',
  ]);
  const [heading = '', ...lines] = aligned([['ID', 'WHAT', 'COVERS', 'WHEN', 'BY', 'NOTE'], ...rows]);
  return [paint('dim', heading), ...lines];
}

/** `until 2026-11-22 06:10:00 UTC (1 h 50 min left)`; `from … until … (in 30 min, for 2 h)`; `since …, until it is lifted`. */
function spanText(override: Override, now: number): string {
  const { from, until } = override;
  if (isActive(override, now)) {
    if (until === undefined) return `since ${utcText(from)}, until it is lifted`;
    return `until ${utcText(until)} (${durationText(until - now)} left)`;
  }
  const start = `from ${utcText(from)}`;
  const ahead = `in ${durationText(from - now)}`;
  if (until === undefined) return `${start} (${ahead}), until it is lifted`;
  return `${start} until ${utcText(until)} (${ahead}, for ${durationText(until - from)})`;
}

export function acknowledgementReport(
  { incident, first, isNew }: Acknowledgement,
  hasNote: boolean,
  paint: Paint,
): string[] {
  const kept = hasNote && !isNew ? ['  Your note was added.'] : [];
  if (!first) {
    const over = incident.closing ? `, after ${durationText(outageMs(incident, incident.closing.at))}` : '';
    return [
      `${paint('yellow', '!')} ${named(incident, paint)} was over before anybody acknowledged it${over}.`,
      ...(hasNote ? kept : [`  To say something about it: nightjar note ${incident.id} "…"`]),
    ];
  }
  const after = `${utcText(first.at)}, ${durationText(first.at - incident.since)} after it began`;
  if (isNew) return [`${paint('green', '✓')} ${named(incident, paint)} is acknowledged by ${first.by}, ${after}.`];
  return [
    `${paint('yellow', '!')} ${named(incident, paint)} was acknowledged by ${first.by} already, ${after}.`,
    ...kept,
  ];
}

export const notedLine = (incident: Incident, word: string, paint: Paint): string =>
  `${paint('green', '✓')} ${word}: ${named(incident, paint)}, ${stateText(incident)}.`;

const named = ({ id }: Incident, paint: Paint): string => paint('bold', id);

const stateText = (incident: Incident): string =>
  incident.closing
    ? `${incident.closing.reason} after ${durationText(outageMs(incident, incident.closing.at))}`
    : `down since ${utcText(incident.since)}`;

export function auditLines(entries: readonly AuditEntry[], paint: Paint): string[] {
  if (entries.length === 0) return ['Nothing was changed by hand in this time.'];
  const lines = aligned(entries.map(({ at, by, action, subject }) => [utcText(at), by, action, subject]));
  return lines.flatMap((line, index) => {
    const note = entries[index]?.note;
    return note === undefined ? [line] : [line, paint('dim', `  ${note}`)];
  });
}
