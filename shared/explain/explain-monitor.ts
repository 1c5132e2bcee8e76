/** Gathers everything that bears on one monitor at an instant, now or in the past, and has it explained. */

import { type Marks, markKey } from '../domain/alerting/notification.ts';
import { withOverrides } from '../domain/alerting/override.ts';
import { acknowledgementOf } from '../domain/alerting/remark.ts';
import { type Case, type Rules, rulesOf } from '../domain/alerting/situation.ts';
import type { Parent } from '../domain/alerting/suppression.ts';
import { type Explanation, explain } from '../domain/hindsight/explanation.ts';
import type { IncidentRecord } from '../domain/hindsight/incident-record.ts';
import type { Recollection } from '../domain/hindsight/recall.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Regions } from '../domain/quorum.ts';
import { initialState, tidings } from '../domain/state.ts';
import { isoSeconds } from '../domain/time/calendar.ts';
import { isInCell, WHOLE_FLEET } from '../domain/time/slot.ts';
import { noSuchMonitor, Refusal } from '../logbook/refusal.ts';
import type { Cursor } from '../ports.ts';
import type { ExplainDeps } from './deps.ts';
import { readHistoryOf } from './read-history.ts';
import { readLog, type StatePlace, stateAt } from './state-at.ts';

export interface ExplainInput {
  readonly monitorId: string;
  /** In ms since the epoch; now where it is absent. */
  readonly at?: number;
}

/** Throws `Refusal` for a monitor that is not there and for what is still to come. */
export async function explainMonitor(deps: ExplainDeps, input: ExplainInput): Promise<Explanation> {
  const now = deps.clock.now();
  const { at = now, monitorId } = input;
  if (at > now)
    throw new Refusal('What is to come cannot be explained; without a time you are told what happens next.');
  const { fleet, tickMs, toldOfEverything } = deps.setting();
  const overrides = await deps.logbook.readOverrides(at);
  const rules = rulesOf(fleet, overrides, toldOfEverything);
  const configured = monitorOf(rules, monitorId);
  const when = { at, isPast: input.at !== undefined };
  const place = await placeOf(deps, monitorId);
  const { state, isSure, isSinceSure, history, marks } = await recollect(deps, place, configured, when);
  const ticks = await readLog(place, at - windowMs(configured), at);
  const parents = await parentsOf(deps, rules, configured, when);
  // Warnings are in no book: of the past nobody knows whether they were told by then.
  const told = when.isPast ? state.incidents : tidings(state);
  const cases = told.map(async (incident): Promise<Case> => {
    const record = history.find(({ id }) => id === incident.id);
    const acknowledgement = acknowledgementOf(
      (await deps.logbook.readRemarks(incident.id)).filter((remark) => remark.at <= at),
    );
    return {
      incident,
      marks: marks ?? marksAt(record, at),
      monitor: configured,
      parents,
      ...(acknowledgement && { acknowledgement }),
    };
  });
  const [monitor = configured] = withOverrides([configured], overrides, at);
  return explain({
    at,
    monitor,
    state,
    isSure,
    isSinceSure,
    ticks,
    lastSlots: when.isPast ? lastSlotsOf(ticks) : lastSlotsOf(place.cursors),
    regions: place.regions,
    tickMs,
    rules,
    contacts: fleet.contacts,
    cases: await Promise.all(cases),
    parents,
    caveats: when.isPast ? await caveatsOf(deps, at) : [],
  });
}

function monitorOf({ monitors }: Rules, id: string): Monitor {
  const monitor = monitors.get(id);
  if (monitor) return monitor;
  throw noSuchMonitor(id, monitors.keys());
}

interface When {
  readonly at: number;
  readonly isPast: boolean;
}

type Place = StatePlace & { readonly cursors: readonly Cursor[] };

/** Where a monitor's part of the log is, and who writes it. */
async function placeOf({ store, setting }: ExplainDeps, monitorId: string): Promise<Place> {
  const { fleet, cells, tickMs } = setting();
  const { regions, quorum } = fleet;
  const cell = cells.find((each) => isInCell(each, monitorId)) ?? WHOLE_FLEET;
  const cursors = (await store.readCursors(cell)).filter(({ region }) => regions?.includes(region) ?? true);
  const of: Regions = { ...(regions && { regions }), ...(quorum !== undefined && { quorum }) };
  return { store, cell, cursors, names: cursors.map(({ region }) => region), regions: of, tickMs };
}

/** The log is kept no longer. */
const LOG_MS = 14 * 86_400_000;

interface Recollected extends Recollection {
  readonly history: readonly IncidentRecord[];
  /** What is known of all messages; of the past it is only known which were sent. */
  readonly marks?: Marks;
}

async function recollect(
  deps: ExplainDeps,
  place: Place,
  monitor: Monitor,
  { at, isPast }: When,
): Promise<Recollected> {
  if (isPast) {
    const { row, history } = await readHistoryOf(deps, monitor.id, at - LOG_MS);
    return { ...(await stateAt(place, monitor, at, row, history)), history };
  }
  const row = await deps.store.readState(monitor.id);
  const state = row?.state ?? initialState(at);
  return { state, isSure: true, isSinceSure: true, history: [], marks: row?.marks ?? {} };
}

/** As every decision has it, a parent without a row says nothing. */
async function parentsOf(
  deps: ExplainDeps,
  { monitors }: Rules,
  { dependsOn = [] }: Monitor,
  when: When,
): Promise<Parent[]> {
  const parents = dependsOn.map(async (id) => {
    const monitor = monitors.get(id);
    const row = await deps.store.readState(id);
    if (!row || !monitor) return [];
    const { state } = when.isPast ? await recollect(deps, await placeOf(deps, id), monitor, when) : row;
    return [{ id, name: monitor.name, state }];
  });
  return (await Promise.all(parents)).flat();
}

const CHECKS_SHOWN = 12;
const LONGEST_WINDOW_MS = 3 * 3_600_000;

/** How far back checks are shown: a dozen, or three where that would be half a day and more. */
const windowMs = ({ policy: { intervalMs } }: Monitor): number =>
  Math.min(CHECKS_SHOWN * intervalMs, Math.max(LONGEST_WINDOW_MS, 3 * intervalMs));

const lastSlotsOf = (looks: readonly { readonly region: string; readonly slot: number }[]): Map<string, number> =>
  new Map(looks.map(({ region, slot }) => [region, slot]));

/** The book says when a message was sent, and of one that was given up only why. */
const marksAt = (record: IncidentRecord | undefined, at: number): Marks =>
  Object.fromEntries(
    (record?.told ?? [])
      .filter(({ sentAt, gaveUp }) => gaveUp !== undefined || (sentAt !== undefined && sentAt <= at))
      .map(({ contactId, topic, ...mark }) => [markKey(record?.id ?? '', topic, contactId), mark]),
  );

const BY_HAND: ReadonlySet<string> = new Set(['silence', 'pause', 'maintenance', 'lift', 'resume']);

/** What can no longer be known of a past decision. */
async function caveatsOf({ logbook }: ExplainDeps, at: number): Promise<string[]> {
  const since = (await logbook.readAudit(at)).filter(({ action }) => BY_HAND.has(action));
  const changes = since.map((entry) => `${isoSeconds(entry.at)} ${entry.by}: ${entry.action} ${entry.subject}`);
  return [
    'Past decisions are explained by the file as it is now.',
    ...(changes.length > 0
      ? [`Changed by hand since, so that more or less may have been held back then: ${changes.join('; ')}.`]
      : []),
  ];
}
