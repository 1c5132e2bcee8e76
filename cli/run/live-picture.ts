/** Collects what the store is told into what the terminal shows. */

import type { Result, Tick } from '../../shared/domain/checks/result.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { initialState, type MonitorState } from '../../shared/domain/state.ts';
import { countOf } from '../../shared/domain/vantage.ts';
import type { MonitorView } from '../screen/picture.ts';
import { type StateLabel, stateLabel } from '../screen/state-label.ts';
import type { StoreListener } from './watched-store.ts';

/** As many checks of each monitor as a sparkline can show. */
export const CHECKS_KEPT = 20;

type Word = StateLabel['word'];

export interface LivePicture extends StoreListener {
  /** What former runs have written: no news, so nobody hears of it. */
  recall(ticks: readonly Tick[], states: ReadonlyMap<string, MonitorState>): void;
  views(): MonitorView[];
}

/** `onChange` hears whenever a monitor is to be called by another word, with the monitor as it is then. */
export function createLivePicture(
  monitors: readonly Monitor[],
  startedAt: number,
  onChange: (view: MonitorView, from: Word) => void,
): LivePicture {
  const configured = new Map(monitors.map((monitor) => [monitor.id, monitor]));
  const states = new Map<string, MonitorState>();
  const checks = new Map<string, { slot: number; result: Result }[]>();
  const words = new Map<string, Word>();
  return { recall, addTick, setState, removeState, views: () => monitors.map(viewOf) };

  function recall(ticks: readonly Tick[], known: ReadonlyMap<string, MonitorState>): void {
    ticks.forEach(keep);
    for (const [monitorId, state] of known) states.set(monitorId, state);
    for (const monitor of monitors) words.set(monitor.id, stateLabel(viewOf(monitor)).word);
  }

  function addTick(tick: Tick): void {
    keep(tick);
    // Of a failure the state is about to tell, and better.
    for (const { monitorId, verdict } of tick.results) if (verdict !== 'down') announce(monitorId);
  }

  function keep(tick: Tick): void {
    for (const result of tick.results) {
      const known = checks.get(result.monitorId) ?? [];
      if (known.some(({ slot }) => slot === tick.slot)) continue;
      // A check that hung arrives after those that started later.
      const ordered = [...known, { slot: tick.slot, result }].sort((a, b) => a.slot - b.slot);
      checks.set(result.monitorId, ordered.slice(-CHECKS_KEPT));
    }
  }

  function setState(monitorId: string, state: MonitorState): void {
    states.set(monitorId, state);
    announce(monitorId);
  }

  function removeState(monitorId: string): void {
    states.delete(monitorId);
  }

  function announce(monitorId: string): void {
    const monitor = configured.get(monitorId);
    if (!monitor) return;
    const view = viewOf(monitor);
    const from = words.get(monitorId) ?? 'pending';
    const { word } = stateLabel(view);
    words.set(monitorId, word);
    if (word !== from) onChange(view, from);
  }

  function viewOf(monitor: Monitor): MonitorView {
    const { phase, since, vantages } = states.get(monitor.id) ?? initialState(startedAt);
    const counting = Object.values(vantages).filter((vantage) => vantage.phase === phase);
    const count = Math.max(0, ...counting.map(countOf));
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
      ...(count > 0 && { streak: { count, of: phase === 'suspect' ? failureThreshold : recoveryThreshold } }),
    };
  }
}
