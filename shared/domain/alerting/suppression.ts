/** Why nothing is to be said of a monitor now, although there is something to say. */
import type { Incident } from '../incident.ts';
import type { Monitor } from '../monitor.ts';
import type { MonitorState } from '../state.ts';
import { activeWindows, type MaintenanceWindow } from '../time/maintenance.ts';
import { type Override, overridesOn } from './override.ts';

export type HushReason = 'in_maintenance' | 'silenced' | 'parent_down' | 'parent_just_recovered';

export interface Hush {
  readonly reason: HushReason;
  /** The window, the override or the parent that is to blame, as people know it. */
  readonly by: string;
  /** When it ends, in ms since the epoch, where that is known. */
  readonly until?: number;
}

/** A monitor that this one depends on. */
export interface Parent {
  readonly id: string;
  readonly name: string;
  readonly state: MonitorState;
}

export interface Surroundings {
  readonly windows: readonly MaintenanceWindow[];
  readonly overrides: readonly Override[];
  readonly parents: readonly Parent[];
}

/** The first reason that holds at an instant. `parents` are as they are now, whatever the instant. */
export const hushOn = (
  monitor: Monitor,
  incident: Incident,
  surroundings: Surroundings,
  instant: number,
): Hush | undefined =>
  plannedHush(monitor, surroundings, instant) ?? parentHush(monitor, incident, surroundings.parents, instant);

function plannedHush(monitor: Monitor, { windows, overrides }: Surroundings, instant: number): Hush | undefined {
  const [window] = activeWindows(windows, monitor, instant).sort((a, b) => b.to - a.to);
  if (window) return { reason: 'in_maintenance', by: window.window.name, until: window.to };
  const [maintenance] = overridesOn(overrides, 'maintenance', monitor, instant);
  if (maintenance) return hushBy('in_maintenance', maintenance);
  const [silence] = overridesOn(overrides, 'silence', monitor, instant);
  return silence && hushBy('silenced', silence);
}

const hushBy = (reason: HushReason, { by, note, until }: Override): Hush => ({
  reason,
  by: note === undefined ? by : `${by}: ${note}`,
  ...(until !== undefined && { until }),
});

/** A child needs some checks to see that its parent is back. */
function parentHush(
  monitor: Monitor,
  incident: Incident,
  parents: readonly Parent[],
  instant: number,
): Hush | undefined {
  const down = parents.find(({ state }) => IN_QUESTION.has(state.phase));
  if (down) return { reason: 'parent_down', by: down.name };
  const { intervalMs, retryIntervalMs, recoveryThreshold, timeoutMs } = monitor.policy;
  const graceMs = intervalMs + recoveryThreshold * retryIntervalMs + timeoutMs;
  for (const { name, state } of parents) {
    const until = state.since + graceMs;
    // Only what went wrong before the parent was back can be the parent's doing.
    if (state.phase === 'up' && incident.since <= state.since && instant < until) {
      return { reason: 'parent_just_recovered', by: name, until };
    }
  }
  return undefined;
}

const IN_QUESTION: ReadonlySet<MonitorState['phase']> = new Set(['suspect', 'down', 'recovering']);
