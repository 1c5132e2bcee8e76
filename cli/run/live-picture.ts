/** Collects what the store is told into what the terminal shows. */
import type { Monitor } from '../../shared/domain/monitor.ts';
import type { Result, Tick } from '../../shared/domain/result.ts';
import { isDue } from '../../shared/domain/slot.ts';
import { initialState, type MonitorState } from '../../shared/domain/state.ts';
import type { MonitorView } from '../screen/picture.ts';
import type { StoreListener } from './watched-store.ts';

/** As many checks of each monitor as a sparkline can show. */
export const CHECKS_KEPT = 20;

export interface LivePicture extends StoreListener {
  /** A state that is no news, since it was there before this run. */
  recallState(monitorId: string, state: MonitorState): void;
  /** As of the slot that is scheduled next. */
  views(nextSlot: number): MonitorView[];
}

/** `onChange` hears of every change of phase, with the monitor as it is then and the phase that it left. */
export function createLivePicture(
  monitors: readonly Monitor[],
  { startedAt, tickMs }: { readonly startedAt: number; readonly tickMs: number },
  onChange: (view: MonitorView, from: MonitorView['phase']) => void,
): LivePicture {
  const configured = new Map(monitors.map((monitor) => [monitor.id, monitor]));
  const states = new Map<string, MonitorState>();
  const checks = new Map<string, { slot: number; result: Result }[]>();
  return { addTick, setState, removeState, recallState: (id, state) => void states.set(id, state), views };

  function addTick(tick: Tick): void {
    for (const result of tick.results) {
      const known = checks.get(result.monitorId) ?? [];
      if (known.some(({ slot }) => slot === tick.slot)) continue;
      // A check that hung arrives after those that started later.
      const ordered = [...known, { slot: tick.slot, result }].sort((a, b) => a.slot - b.slot);
      checks.set(result.monitorId, ordered.slice(-CHECKS_KEPT));
    }
  }

  function setState(monitorId: string, state: MonitorState): void {
    const from = states.get(monitorId)?.phase ?? 'pending';
    states.set(monitorId, state);
    const monitor = configured.get(monitorId);
    if (monitor && from !== state.phase) onChange(viewOf(monitor), from);
  }

  function removeState(monitorId: string): void {
    states.delete(monitorId);
  }

  function views(nextSlot: number): MonitorView[] {
    return monitors.map((monitor) => {
      const view = viewOf(monitor);
      if (view.phase !== 'pending' || view.checks.length > 0 || monitor.policy.paused) return view;
      return { ...view, firstCheckAt: firstDue(monitor, nextSlot) };
    });
  }

  function firstDue({ id, policy }: Monitor, nextSlot: number): number {
    const last = nextSlot + policy.intervalMs;
    let slot = nextSlot;
    while (slot < last && !isDue(id, policy, false, slot, tickMs)) slot += tickMs;
    return slot;
  }

  function viewOf(monitor: Monitor): MonitorView {
    const { phase, since, streak } = states.get(monitor.id) ?? initialState(startedAt);
    const seen = (checks.get(monitor.id) ?? []).map(({ result }) => result);
    const reason = seen.at(-1)?.failure?.message;
    const { failureThreshold, recoveryThreshold } = monitor.policy;
    return {
      id: monitor.id,
      name: monitor.name,
      phase,
      since,
      checks: seen,
      ...(monitor.group === undefined ? {} : { group: monitor.group }),
      ...(reason === undefined ? {} : { reason }),
      ...(streak
        ? { streak: { count: streak.count, of: phase === 'suspect' ? failureThreshold : recoveryThreshold } }
        : {}),
    };
  }
}
