/** What the terminal shows: every monitor as it is now. Plain data, so that drawing it needs nothing else. */
import type { Phase } from '../../shared/domain/state.ts';
import type { Check } from './sparkline.ts';

export interface Picture {
  /** Milliseconds since the epoch, as are all instants here. */
  readonly now: number;
  /** Next instant at which something may be checked. */
  readonly nextSlot: number;
  readonly statusUrl: string;
  readonly monitors: readonly MonitorView[];
}

export interface MonitorView {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  readonly phase: Phase;
  readonly since: number;
  /** How far a suspicion or a recovery has come, while there is one. */
  readonly streak?: { readonly count: number; readonly of: number };
  /** The last checks, oldest first. */
  readonly checks: readonly Check[];
  /** Why the last check was anything but up. */
  readonly reason?: string;
}
