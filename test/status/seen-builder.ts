/** Builds what was seen from a few results: one tick a minute, the last of them at NOON. */
import type { Result, Tick } from '../../shared/domain/checks/result.ts';
import type { Seen } from '../../shared/domain/seen.ts';
import { initialState, type MonitorState } from '../../shared/domain/state.ts';
import { MINUTE, NOON } from '../domain/builders.ts';

export const aTick = (slot: number, results: readonly Result[] = []): Tick => ({
  slot,
  previous: slot - MINUTE,
  cell: '0of1',
  region: 'local',
  startedAt: slot + 50,
  endedAt: slot + 900,
  results,
});

/** A tick a minute, the last at NOON. */
export const ticksUntilNoon = (...perTick: readonly Result[][]): Tick[] =>
  perTick.map((results, index) => aTick(NOON - (perTick.length - 1 - index) * MINUTE, results));

export const aState = (state: Partial<MonitorState> = {}): MonitorState => ({
  ...initialState(NOON - 60 * MINUTE),
  phase: 'up',
  ...state,
});

export const aSeen = (states: Record<string, MonitorState>, ...perTick: readonly Result[][]): Seen => ({
  slot: NOON,
  states: new Map(Object.entries(states)),
  ticks: ticksUntilNoon(...perTick),
});
