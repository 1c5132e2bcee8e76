/**
 * What one entry of `monitors.yaml` means once defaults are filled in. Every duration is in milliseconds.
 * Built by `shared/config`; nothing else makes one, so nothing else needs to validate one.
 */
import type { Assertion } from './assertion.ts';
import type { Contact } from './contact.ts';
import type { Target } from './target.ts';

export interface Monitor {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  /** What to probe, tagged by its kind. Adding a kind adds a member here and a file in `shared/probes`. */
  readonly target: Target;
  readonly assertions: readonly Assertion[];
  readonly policy: Policy;
  readonly alert: { readonly to: readonly string[]; readonly severity: Severity };
  /** How the monitor is shown to everybody; absent means it is not shown at all. */
  readonly public?: { readonly name: string; readonly group?: string };
}

/** The part of a monitor that the fold and the schedule need. */
export interface Policy {
  readonly intervalMs: number;
  readonly retryIntervalMs: number;
  readonly timeoutMs: number;
  /** Consecutive failures that open an incident. */
  readonly failureThreshold: number;
  /** Consecutive successes that close it. */
  readonly recoveryThreshold: number;
  readonly paused: boolean;
}

export type Severity = 'critical' | 'warning' | 'info';

export type MetricsDetail = 'fleet' | 'group' | 'monitor';

/** The whole configuration, resolved: what `monitors.yaml` says, and nothing that it leaves open. */
export interface Fleet {
  readonly monitors: readonly Monitor[];
  readonly contacts: readonly Contact[];
  readonly metrics: MetricsDetail;
  /** URLs that are asked when the checker doubts its own way out; none for never. */
  readonly controls: readonly string[];
  readonly statusPage: { readonly title: string; readonly url?: string };
  /** Starts the demo fleet beside a local run. */
  readonly demo: boolean;
}
