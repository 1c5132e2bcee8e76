/**
 * The fold. `advance` turns a monitor's state and one region's result into the next state, and `reconfigure` does the
 * same for a change of `monitors.yaml`. No clock, no I/O, no randomness: the stored state is only a cached fold of the log.
 *
 * A state that does not change is returned as the same object, and then nothing is written.
 */

import type { Result } from './checks/result.ts';
import { remember, settleWarned, type Warned } from './checks/warning.ts';
import { recentOpenings } from './flapping.ts';
import { type ClosingReason, classOf, type Incident, incidentId } from './incident.ts';
import type { Monitor } from './monitor.ts';
import { quorumOf, sightOf, verdictOf, type Watch } from './quorum.ts';
import { initialVantage, observe, seesDown, seesUp, type Vantage } from './vantage.ts';

export type Phase = 'pending' | 'up' | 'suspect' | 'down' | 'recovering' | 'paused';

export interface MonitorState {
  /** What the regions say together. Suspect where some see a failure and too few agree that it is down. */
  readonly phase: Phase;
  /** Slot at which this phase began. */
  readonly since: number;
  /** By region; one that has never looked is missing. */
  readonly vantages: Readonly<Record<string, Vantage>>;
  /** Incidents that are open, or whose messages have not all been dealt with. Oldest first; at most one is open. */
  readonly incidents: readonly Incident[];
  /** Where several regions decide: the slot at which they closed their last incident. One that is behind opens none before it. */
  readonly closedAt?: number;
  /** What was seen that will go wrong, told or yet to be told. */
  readonly warned?: readonly Warned[];
  /** Slots at which incidents have opened lately, by which flapping is recognised. */
  readonly openings?: readonly number[];
}

/** A monitor that has not been seen before `slot`. */
export const initialState = (slot: number): MonitorState => ({
  phase: 'pending',
  since: slot,
  vantages: {},
  incidents: [],
});

export const openIncident = (state: MonitorState): Incident | undefined =>
  state.incidents.find((incident) => !incident.closing);

/** Everything that may have messages left: incidents, then warnings. */
export const tidings = ({ incidents, warned = [] }: MonitorState): readonly Incident[] =>
  warned.length === 0 ? incidents : [...incidents, ...warned.flatMap(({ told }) => told ?? [])];

/**
 * A monitor whose condition is in question is looked at more often, until it is known. Where the target says that it is
 * asked too often, asking more often would only make that true.
 */
export function isConfirming({ phase, vantages }: MonitorState): boolean {
  if (phase === 'pending') return true;
  return Object.values(vantages).some(
    (vantage) => vantage.phase === 'recovering' || (vantage.phase === 'suspect' && !vantage.trial.isRateLimited),
  );
}

export function advance(
  state: MonitorState,
  result: Result,
  slot: number,
  monitor: Monitor,
  watch: Watch,
): MonitorState {
  if (state.phase === 'paused' || result.verdict === 'unknown') return state;
  const before = state.vantages[watch.region] ?? initialVantage(slot);
  if (slot <= before.foldedUntil) return state;
  const foreseen = withWarning(state, result, slot, monitor);
  const after = observe(before, result, slot, monitor);
  const vantages = after === before ? state.vantages : { ...state.vantages, [watch.region]: after };
  const next = decideTogether({ ...foreseen, vantages }, slot, monitor, watch);
  if (next.phase === state.phase && next.incidents === state.incidents && after === before) return foreseen;
  // What was decided at this slot is not decided again when the log is folded a second time.
  const settled = { ...after, foldedUntil: slot };
  return { ...next, vantages: { ...vantages, [watch.region]: settled } };
}

function withWarning(state: MonitorState, { warning }: Result, slot: number, monitor: Monitor): MonitorState {
  if (!warning) return state;
  const before = state.warned ?? [];
  const warned = remember(before, warning, slot, monitor);
  return warned === before ? state : { ...state, warned };
}

function decideTogether(state: MonitorState, slot: number, monitor: Monitor, watch: Watch): MonitorState {
  const verdict = verdictOf(state.vantages, watch);
  const incident = openIncident(state);
  if (incident) {
    // A region that is behind the others may be the one to decide it, at a slot before the incident opened.
    const at = Math.max(slot, incident.openedAt);
    const upSince = Math.min(at, Math.max(incident.openedAt, upAgainSince(state, watch)));
    const mayClose = !incident.flapping || isSteady(state, at - upSince, monitor, watch);
    if (verdict === 'up' && mayClose) {
      // A region that sees it down still is a problem of that region from now on.
      return {
        ...close(state, 'recovered', at, upSince),
        phase: phaseWhileUp(state, verdict, watch),
        since: upSince,
        ...(watch.regions.length > 1 && { closedAt: at }),
      };
    }
    return enter(state, isAllDown(state, watch) ? 'down' : 'recovering', slot, watch);
  }
  const isLongDecided = slot <= (state.closedAt ?? 0);
  if (isFailing(state, watch) && !isLongDecided)
    return { ...open(state, slot, monitor, watch), phase: 'down', since: slot };
  return enter(state, phaseWhileUp(state, verdict, watch), slot, watch);
}

/** What has flapped counts as recovered when it has been up for long enough without a single failure. */
const isSteady = (state: MonitorState, upForMs: number, { policy }: Monitor, watch: Watch): boolean =>
  upForMs >= (policy.flapping?.stableMs ?? 0) && freshVantages(state, watch).every(({ phase }) => phase !== 'suspect');

const freshVantages = ({ vantages }: MonitorState, { fresh }: Watch): Vantage[] =>
  fresh.flatMap((region) => vantages[region] ?? []);

/** Enough see it down and have not begun to see it up again: a region's old outage is no news because another fell silent. */
const isFailing = (state: MonitorState, watch: Watch): boolean =>
  freshVantages(state, watch).filter(({ phase }) => phase === 'down').length >= quorumOf(watch);

/** Nobody has begun to see it up again. */
function isAllDown(state: MonitorState, watch: Watch): boolean {
  const seeingDown = freshVantages(state, watch).filter(seesDown);
  return seeingDown.length >= quorumOf(watch) && seeingDown.every(({ phase }) => phase === 'down');
}

function phaseWhileUp(state: MonitorState, verdict: 'up' | 'down' | 'open', watch: Watch): Phase {
  const fresh = freshVantages(state, watch);
  if (fresh.some((vantage) => vantage.phase === 'suspect' || seesDown(vantage))) return 'suspect';
  return verdict === 'up' ? 'up' : 'pending';
}

/** The instant from which enough regions have seen it up. */
function upAgainSince(state: MonitorState, watch: Watch): number {
  const since = freshVantages(state, watch)
    .filter(seesUp)
    .map((vantage) => (vantage.phase === 'suspect' ? 0 : vantage.since))
    .sort((a, b) => a - b);
  return since[quorumOf(watch) - 1] ?? 0;
}

function open(state: MonitorState, slot: number, monitor: Monitor, watch: Watch): MonitorState {
  const seeingDown = freshVantages(state, watch).filter(seesDown);
  const outages = seeingDown.map(({ outage }) => outage);
  // The one that was confirmed last has tipped the scales.
  const latest = outages.reduce((a, b) => (b.confirmedAt > a.confirmedAt ? b : a));
  const openings = recentOpenings(state.openings, slot, monitor.policy.flapping);
  const isFlapping = monitor.policy.flapping !== undefined && openings.length >= monitor.policy.flapping.openings;
  const incident: Incident = {
    id: incidentId(monitor.id, slot),
    monitorId: monitor.id,
    monitorName: monitor.name,
    severity: monitor.alert.severity,
    severityClass: classOf(monitor),
    since: Math.min(...outages.map(({ since }) => since)),
    openedAt: slot,
    checks: latest.checks,
    failure: latest.failure,
    ...(watch.regions.length > 1 && { regions: sightOf(state.vantages, watch) }),
    ...(isFlapping && { flapping: { openings: openings.length, windowMs: monitor.policy.flapping?.windowMs ?? 0 } }),
  };
  const incidents = [...state.incidents, incident];
  return { ...state, incidents, ...(monitor.policy.flapping && { openings }) };
}

/**
 * What a change of the configuration makes of a state, as of the start of `slot`. `monitor` is absent when it was
 * removed; the state then keeps only what still has to be told, and may be deleted once `incidents` is empty.
 */
export function reconfigure(
  state: MonitorState,
  monitor: Monitor | undefined,
  slot: number,
  regions?: readonly string[],
): MonitorState {
  if (!monitor) {
    return openIncident(state) ? forget(close(state, 'removed', slot, slot), 'pending', slot) : state;
  }
  if (monitor.policy.paused) {
    return state.phase === 'paused' ? state : forget(close(state, 'paused', slot, slot), 'paused', slot);
  }
  if (state.phase === 'paused') return forget(state, 'pending', slot);
  return regions ? withoutFormerRegions(state, regions) : state;
}

/** A region that was taken out of the file has no say any more, and nobody waits for it. */
function withoutFormerRegions(state: MonitorState, regions: readonly string[]): MonitorState {
  const kept = Object.entries(state.vantages).filter(([region]) => regions.includes(region));
  if (kept.length === Object.keys(state.vantages).length) return state;
  return { ...state, vantages: Object.fromEntries(kept) };
}

/** The state without incidents whose messages have all been dealt with. */
export function settle(state: MonitorState, settledIds: ReadonlySet<string>): MonitorState {
  const incidents = state.incidents.filter((incident) => !settledIds.has(incident.id) || !incident.closing);
  const warned = state.warned && settleWarned(state.warned, settledIds);
  if (incidents.length === state.incidents.length && warned === state.warned) return state;
  return { ...state, incidents, ...(warned && { warned }) };
}

/** Where one region alone decides, the phase began when that region says; else it begins with the agreement. */
function enter(state: MonitorState, phase: Phase, slot: number, { region, regions }: Watch): MonitorState {
  const agreedSince = phase === state.phase ? state.since : slot;
  const since = regions.length === 1 ? (state.vantages[region]?.since ?? slot) : agreedSince;
  return phase === state.phase && since === state.since ? state : { ...state, phase, since };
}

/** From `slot` on nothing counts that any region has seen before. */
const forget = (state: MonitorState, phase: Phase, slot: number): MonitorState => ({
  phase,
  since: slot,
  vantages: Object.fromEntries(Object.keys(state.vantages).map((region) => [region, initialVantage(slot)])),
  incidents: state.incidents,
  ...(state.warned && { warned: state.warned }),
});

function close(state: MonitorState, reason: ClosingReason, at: number, upSince: number): MonitorState {
  const incidents = state.incidents.map((incident) =>
    incident.closing ? incident : { ...incident, closing: { reason, at, upSince } },
  );
  return { ...state, incidents };
}
