/** What the next checks would do, found out by the very fold that will count them. */
import { failure } from '../checks/failure.ts';
import type { Result } from '../checks/result.ts';
import type { Monitor } from '../monitor.ts';
import type { Watch } from '../quorum.ts';
import { advance, isConfirming, type MonitorState, openIncident } from '../state.ts';
import { isDue } from '../time/slot.ts';

/** So many checks of one kind, the last of them at `slot`, lead to `state`. */
export interface Foresight {
  readonly checks: number;
  readonly slot: number;
  readonly state: MonitorState;
}

/** Whoever has flapped must be up for a while, which may take many checks. */
const MOST_CHECKS = 500;

/** The next slot after an instant at which a monitor is due; undefined while it is paused. Times in ms. */
export function nextCheck(monitor: Monitor, state: MonitorState, after: number, tickMs: number): number | undefined {
  const { id, policy } = monitor;
  const first = (Math.floor(after / tickMs) + 1) * tickMs;
  for (let slot = first; slot <= first + policy.intervalMs + tickMs; slot += tickMs) {
    if (isDue(id, policy, isConfirming(state), slot, tickMs)) return slot;
  }
  return undefined;
}

/**
 * How soon an incident opens if every check fails from now on (`down`), or the open one closes if every check succeeds
 * (`up`), in every region that is looking. Undefined where that cannot come, or not soon.
 */
export function foresee(
  verdict: 'up' | 'down',
  monitor: Monitor,
  initial: MonitorState,
  watch: Watch,
  { after, tickMs }: { readonly after: number; readonly tickMs: number },
): Foresight | undefined {
  const result = resultOf(verdict, monitor.id);
  let [state, slot] = [initial, after];
  for (let checks = 1; checks <= MOST_CHECKS; checks++) {
    const next = nextCheck(monitor, state, slot, tickMs);
    if (next === undefined) return undefined;
    slot = next;
    for (const region of watch.fresh) state = advance(state, result, slot, monitor, { ...watch, region });
    if ((openIncident(state) !== undefined) === (verdict === 'down')) return { checks, slot, state };
  }
  return undefined;
}

const resultOf = (verdict: 'up' | 'down', monitorId: string): Result => ({
  monitorId,
  verdict,
  ...(verdict === 'down' && { failure: failure('probe_error') }),
});
