/**
 * The fold. `advance` turns a monitor's state and one result into the next state, and `reconfigure` does the same for a
 * change of `monitors.yaml`. No clock, no I/O, no randomness: the stored state is only a cached fold of the log.
 *
 * A state that does not change is returned as the same object, and then nothing is written.
 */
import { failure } from './failure.ts';
import { type ClosingReason, type Incident, incidentId } from './incident.ts';
import type { Monitor } from './monitor.ts';
import type { Result } from './result.ts';

export type Phase = 'pending' | 'up' | 'suspect' | 'down' | 'recovering' | 'paused';

export interface MonitorState {
  readonly phase: Phase;
  /** Slot at which this phase began. */
  readonly since: number;
  /** Everything up to this instant is in this state: a result of an earlier slot was folded already, or came too late. */
  readonly foldedUntil: number;
  /** The run of equal results that is being counted: failures while suspect, successes while recovering. */
  readonly streak?: Streak;
  /** Incidents that are open, or whose messages have not all been dealt with. Oldest first; at most one is open. */
  readonly incidents: readonly Incident[];
}

export interface Streak {
  readonly count: number;
  readonly firstSlot: number;
  readonly lastSlot: number;
  /** The last failure was that the target is asked too often. */
  readonly isRateLimited?: true;
}

/** After this many intervals without a result, what was counted before says nothing about now. */
const GAP_INTERVALS = 3;

/** A monitor that has not been seen before `slot`. */
export const initialState = (slot: number): MonitorState => ({
  phase: 'pending',
  since: slot,
  foldedUntil: slot - 1,
  incidents: [],
});

export const openIncident = (state: MonitorState): Incident | undefined =>
  state.incidents.find((incident) => !incident.closing);

/**
 * A monitor whose condition is in question is looked at more often, until it is known. Where the target says that it is
 * asked too often, asking more often would only make that true.
 */
export const isConfirming = ({ phase, streak }: MonitorState): boolean =>
  phase === 'recovering' || phase === 'pending' || (phase === 'suspect' && streak?.isRateLimited !== true);

export function advance(state: MonitorState, result: Result, slot: number, monitor: Monitor): MonitorState {
  if (slot <= state.foldedUntil || state.phase === 'paused' || result.verdict === 'unknown') return state;
  const isFailure = result.verdict === 'down';
  if (openIncident(state)) return isFailure ? stillDown(state, slot) : succeedWhileDown(state, slot, monitor);
  return isFailure ? failWhileUp(state, result, slot, monitor) : stillUp(state, slot);
}

const stillUp = (state: MonitorState, slot: number): MonitorState =>
  state.phase === 'up' ? state : enter(state, 'up', slot, slot);

const stillDown = (state: MonitorState, slot: number): MonitorState =>
  state.phase === 'down' ? state : enter(state, 'down', slot, slot);

function failWhileUp(state: MonitorState, result: Result, slot: number, monitor: Monitor): MonitorState {
  const streak = extend(state.streak, slot, monitor);
  if (streak.count < monitor.policy.failureThreshold) {
    const isRateLimited = result.failure?.code === 'rate_limited';
    const counted: Streak = isRateLimited ? { ...streak, isRateLimited } : streak;
    return { ...enter(state, 'suspect', streak.firstSlot, slot), streak: counted };
  }
  const incident: Incident = {
    id: incidentId(monitor.id, slot),
    monitorId: monitor.id,
    monitorName: monitor.name,
    severity: monitor.alert.severity,
    since: streak.firstSlot,
    openedAt: slot,
    checks: streak.count,
    failure: result.failure ?? failure('probe_error', 'no reason was recorded'),
  };
  return enter({ ...state, incidents: [...state.incidents, incident] }, 'down', slot, slot);
}

function succeedWhileDown(state: MonitorState, slot: number, monitor: Monitor): MonitorState {
  const streak = extend(state.streak, slot, monitor);
  if (streak.count < monitor.policy.recoveryThreshold) {
    return { ...enter(state, 'recovering', streak.firstSlot, slot), streak };
  }
  return enter(close(state, 'recovered', slot, streak.firstSlot), 'up', streak.firstSlot, slot);
}

/**
 * What a change of the configuration makes of a state, as of the start of `slot`. `monitor` is absent when it was
 * removed; the state then keeps only what still has to be told, and may be deleted once `incidents` is empty.
 */
export function reconfigure(state: MonitorState, monitor: Monitor | undefined, slot: number): MonitorState {
  const before = slot - 1;
  if (!monitor) {
    return openIncident(state) ? enter(close(state, 'removed', slot, slot), 'pending', slot, before) : state;
  }
  if (monitor.policy.paused) {
    return state.phase === 'paused' ? state : enter(close(state, 'paused', slot, slot), 'paused', slot, before);
  }
  return state.phase === 'paused' ? enter(state, 'pending', slot, before) : state;
}

/** The state without incidents whose messages have all been dealt with. */
export function settle(state: MonitorState, settledIds: ReadonlySet<string>): MonitorState {
  const incidents = state.incidents.filter((incident) => !settledIds.has(incident.id) || !incident.closing);
  return incidents.length === state.incidents.length ? state : { ...state, incidents };
}

function enter(state: MonitorState, phase: Phase, since: number, foldedUntil: number): MonitorState {
  return { phase, since, foldedUntil, incidents: state.incidents };
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
