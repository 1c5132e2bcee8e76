/**
 * A state as it was: the log folded again up to an earlier instant. What was before the log is not known, so the fold is
 * tried from everything that a monitor may have been, and is sure of what comes out the same each time.
 */
import { failure } from '../checks/failure.ts';
import type { Tick } from '../checks/result.ts';
import type { Incident } from '../incident.ts';
import type { Monitor } from '../monitor.ts';
import { type Regions, watchAt } from '../quorum.ts';
import { advance, initialState, type MonitorState, openIncident, reconfigure } from '../state.ts';
import type { Outage, Vantage } from '../vantage.ts';

export interface Recollection {
  readonly state: MonitorState;
  /** Whatever was before the log, it makes no difference to what the state is. */
  readonly isSure: boolean;
  /** Nor to since when. */
  readonly isSinceSure: boolean;
}

export interface Log {
  readonly monitor: Monitor;
  readonly regions: Regions;
  /** Of all regions, with `from < slot`. */
  readonly ticks: readonly Tick[];
  readonly from: number;
  /** All incidents that the monitor has had, as far as they are known, in any order. */
  readonly history: readonly Incident[];
}

export function recall(log: Log): Recollection {
  const states = beginnings(log).map((beginning) => refold(beginning, log));
  const [state = initialState(log.from)] = states;
  // Without a single result there is nothing to be sure by.
  const isKnown = log.ticks.some(({ results }) => results.some(({ monitorId }) => monitorId === log.monitor.id));
  const isSame = (describe: (state: MonitorState) => unknown): boolean =>
    isKnown && new Set(states.map((each) => JSON.stringify(describe(each)))).size === 1;
  return { state, isSure: isSame(withoutTimes), isSinceSure: isSame(withTimes) };
}

/** The ticks in the order in which they were folded: of one region by slot, of several as each came to its end. */
export function inOrderOfFolding(ticks: readonly Tick[]): Tick[] {
  const ends = new Map<string, number>();
  return ticks
    .toSorted((a, b) => a.slot - b.slot || (a.region < b.region ? -1 : 1))
    .map((tick) => {
      const end = Math.max(tick.endedAt, ends.get(tick.region) ?? 0);
      ends.set(tick.region, end);
      return { tick, end };
    })
    .sort((a, b) => a.end - b.end)
    .map(({ tick }) => tick);
}

function refold(beginning: MonitorState, { monitor, regions, ticks, history }: Log): MonitorState {
  const lastSlots = new Map<string, number>();
  // Whether it is paused today says nothing of then.
  const watched = withPause(monitor, false);
  // Of a pause the log says nothing but that it has no results; where it ended an incident, the book knows.
  const pauses = history.flatMap(({ closing }) => (closing && closing.reason !== 'recovered' ? [closing.at] : []));
  let state = beginning;
  let until = 0;
  for (const { slot, region, results } of inOrderOfFolding(ticks)) {
    if (pauses.some((at) => until <= at && at < slot)) state = reconfigure(state, withPause(monitor, true), slot);
    until = slot;
    const result = results.find(({ monitorId }) => monitorId === monitor.id);
    if (result) {
      const watch = watchAt(regions, region, lastSlots, slot, monitor.policy.intervalMs);
      state = advance(reconfigure(state, watched, slot, regions.regions), result, slot, watched, watch);
    }
    lastSlots.set(region, slot);
  }
  return state;
}

const withPause = (monitor: Monitor, paused: boolean): Monitor => ({
  ...monitor,
  policy: { ...monitor.policy, paused },
});

/** What the monitor may have been before the log begins; the likeliest first. The book of incidents leaves little room. */
function beginnings({ monitor, ticks, from, history }: Log): MonitorState[] {
  const { failureThreshold, recoveryThreshold } = monitor.policy;
  const openings = history.map(({ openedAt }) => openedAt).filter((at) => at <= from);
  const known = { ...(monitor.policy.flapping && { openings: openings.sort((a, b) => a - b) }) };
  const names = new Set(ticks.map(({ region }) => region));
  const everywhere = (vantage: Vantage): MonitorState['vantages'] =>
    Object.fromEntries([...names].map((name) => [name, vantage]));
  const of = { since: from, foldedUntil: from };
  const counted = (count: number, isFailure: boolean) =>
    Array.from({ length: count - 1 }, () => ({ slot: from, isFailure }));

  const open = history.find(({ openedAt, closing }) => openedAt <= from && (!closing || closing.at > from));
  if (open) {
    const { closing: _, ...incident } = open;
    const outage = outageOf(incident);
    const down = { phase: 'down', since: incident.openedAt, incidents: [incident], ...known } as const;
    const trial = { results: counted(recoveryThreshold, false) };
    const upSince = (since: number): MonitorState => ({ ...down, vantages: everywhere({ ...of, since, phase: 'up' }) });
    return [
      { ...down, vantages: everywhere({ ...of, since: incident.openedAt, phase: 'down', outage }) },
      { ...down, vantages: everywhere({ ...of, phase: 'recovering', trial, outage }) },
      // What flaps may have been up for a while.
      ...(incident.flapping ? [upSince(incident.openedAt), upSince(from)] : []),
    ];
  }
  const trial = { results: counted(failureThreshold, true) };
  const suspect: Vantage = failureThreshold > 1 ? { ...of, phase: 'suspect', trial } : { ...of, phase: 'up' };
  return [
    { ...initialState(from), ...known },
    { ...initialState(from), ...known, phase: 'up', vantages: everywhere({ ...of, phase: 'up' }) },
    { ...initialState(from), ...known, phase: suspect.phase, vantages: everywhere(suspect) },
  ];
}

const outageOf = ({ since, openedAt, checks, failure: reason }: Incident): Outage => ({
  since,
  confirmedAt: openedAt,
  checks,
  failure: reason ?? failure('probe_error'),
});

const byRegion = ({ vantages }: MonitorState): [string, Vantage][] =>
  Object.entries(vantages).sort(([a], [b]) => (a < b ? -1 : 1));

const withoutTimes = (state: MonitorState): unknown => [
  state.phase,
  openIncident(state)?.id,
  byRegion(state).map(([region, vantage]) => [region, vantage.phase, 'trial' in vantage && vantage.trial]),
];

const withTimes = (state: MonitorState): unknown => [
  withoutTimes(state),
  state.since,
  byRegion(state).map(([, { since }]) => since),
];
