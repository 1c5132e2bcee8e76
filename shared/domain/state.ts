/**
 * The fold. `advance` turns a monitor's state and one result into the next state, and `reconfigure` does the same for a
 * change of `monitors.yaml`. No clock, no I/O, no randomness: the stored state is only a cached fold of the log.
 *
 * A state that does not change is returned as the same object, and then nothing is written.
 */
import type { Failure } from './failure.ts';
import { type ClosingReason, type Incident, incidentId } from './incident.ts';
import type { Monitor } from './monitor.ts';
import type { Result } from './result.ts';

export type Phase = 'pending' | 'up' | 'suspect' | 'down' | 'recovering' | 'paused';

export interface MonitorState {
  readonly phase: Phase;
  /** Slot at which this phase began. */
  readonly since: number;
  /** The run of equal results that is being counted: failures while suspect, successes while recovering. */
  readonly streak?: Streak;
  /** Incidents that are open, or whose messages have not all been dealt with. Oldest first; at most one is open. */
  readonly incidents: readonly Incident[];
}

export interface Streak {
  readonly count: number;
  readonly firstSlot: number;
  readonly lastSlot: number;
}

/** After this many intervals without a result, what was counted before says nothing about now. */
const GAP_INTERVALS = 3;

export const initialState = (slot: number): MonitorState => ({ phase: 'pending', since: slot, incidents: [] });

export const openIncident = (state: MonitorState): Incident | undefined =>
  state.incidents.find((incident) => !incident.closing);

/** A suspect or recovering monitor is looked at more often, until it is one or the other. */
export const isConfirming = (state: MonitorState | undefined): boolean =>
  state?.phase === 'suspect' || state?.phase === 'recovering';

export function advance(state: MonitorState, result: Result, slot: number, monitor: Monitor): MonitorState {
  if (state.phase === 'paused' || result.verdict === 'unknown') return state;
  if (state.streak && slot <= state.streak.lastSlot) return state;
  const isFailure = result.verdict === 'down';
  return openIncident(state)
    ? whileDown(state, isFailure, slot, monitor)
    : whileUp(state, isFailure ? result.failure : undefined, isFailure, slot, monitor);
}

function whileUp(
  state: MonitorState,
  cause: Failure | undefined,
  isFailure: boolean,
  slot: number,
  monitor: Monitor,
): MonitorState {
  if (!isFailure) return state.phase === 'up' ? state : enter(state, 'up', slot);
  const streak = extend(state.streak, slot, monitor);
  if (streak.count < monitor.policy.failureThreshold) {
    return { ...enter(state, 'suspect', state.phase === 'suspect' ? state.since : slot), streak };
  }
  const incident: Incident = {
    id: incidentId(monitor.id, slot),
    monitorId: monitor.id,
    monitorName: monitor.name,
    severity: monitor.alert.severity,
    since: streak.firstSlot,
    openedAt: slot,
    checks: streak.count,
    failure: cause ?? { code: 'probe_error', message: 'No reason was recorded.' },
  };
  return enter({ ...state, incidents: [...state.incidents, incident] }, 'down', slot);
}

function whileDown(state: MonitorState, isFailure: boolean, slot: number, monitor: Monitor): MonitorState {
  if (isFailure) return state.phase === 'down' ? state : enter(state, 'down', slot);
  const streak = extend(state.streak, slot, monitor);
  if (streak.count < monitor.policy.recoveryThreshold) {
    return { ...enter(state, 'recovering', state.phase === 'recovering' ? state.since : slot), streak };
  }
  return enter(close(state, 'recovered', slot, streak.firstSlot), 'up', slot);
}

/**
 * What a change of the configuration makes of a state. `monitor` is absent when it was removed; the state then keeps
 * only what still has to be told, and may be deleted once `incidents` is empty.
 */
export function reconfigure(state: MonitorState, monitor: Monitor | undefined, slot: number): MonitorState {
  if (!monitor) return openIncident(state) ? enter(close(state, 'removed', slot, slot), 'pending', slot) : state;
  if (monitor.policy.paused) {
    return state.phase === 'paused' ? state : enter(close(state, 'paused', slot, slot), 'paused', slot);
  }
  return state.phase === 'paused' ? enter(state, 'pending', slot) : state;
}

/** The state without incidents whose messages have all been dealt with. */
export function settle(state: MonitorState, settledIds: ReadonlySet<string>): MonitorState {
  const incidents = state.incidents.filter((incident) => !settledIds.has(incident.id) || !incident.closing);
  return incidents.length === state.incidents.length ? state : { ...state, incidents };
}

function enter(state: MonitorState, phase: Phase, since: number): MonitorState {
  return { phase, since, incidents: state.incidents };
}

function close(state: MonitorState, reason: ClosingReason, at: number, upSince: number): MonitorState {
  const incidents = state.incidents.map((incident) =>
    incident.closing ? incident : { ...incident, closing: { reason, at, upSince } },
  );
  return { ...state, incidents };
}

function extend(streak: Streak | undefined, slot: number, monitor: Monitor): Streak {
  const isContinued = streak && slot - streak.lastSlot <= GAP_INTERVALS * monitor.policy.intervalMs;
  return isContinued
    ? { count: streak.count + 1, firstSlot: streak.firstSlot, lastSlot: slot }
    : { count: 1, firstSlot: slot, lastSlot: slot };
}
