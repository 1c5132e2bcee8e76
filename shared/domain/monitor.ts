/**
 * What one entry of `monitors.yaml` means once defaults are filled in. Every duration is in milliseconds.
 * Built by `shared/config`; nothing else makes one, so nothing else needs to validate one.
 */

import type { Contact } from './alerting/contact.ts';
import type { Assertion } from './checks/assertion.ts';
import type { Target } from './checks/target.ts';
import type { FlappingPolicy } from './flapping.ts';
import type { DailyTime, Hours } from './time/hours.ts';
import type { MaintenanceWindow } from './time/maintenance.ts';

export interface Monitor {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  /** What to probe, tagged by its kind. Adding a kind adds a member here and a file in `shared/probes`. */
  readonly target: Target;
  readonly assertions: readonly Assertion[];
  readonly policy: Policy;
  readonly alert: Alert;
  /** Words by which routes, silences and maintenance find it. */
  readonly tags?: readonly string[];
  /** Ids of monitors without which this one cannot be up: while one of them is down, nothing is said of this one. */
  readonly dependsOn?: readonly string[];
  /** What an outage means for people, in a sentence. */
  readonly impact?: string;
  /** URL of what to do about it. */
  readonly runbook?: string;
  /** How the monitor is shown to everybody; absent means it is not shown at all. */
  readonly public?: { readonly name: string; readonly group?: string };
}

/** The part of a monitor that the fold and the schedule need. */
export interface Policy {
  readonly intervalMs: number;
  readonly retryIntervalMs: number;
  readonly timeoutMs: number;
  /** Failures that open an incident: so many of the last `failureWindow`, or in a row where that is absent. */
  readonly failureThreshold: number;
  readonly failureWindow?: number;
  /** Consecutive successes that close it. */
  readonly recoveryThreshold: number;
  readonly paused: boolean;
  readonly flapping?: FlappingPolicy;
}

export type Severity = 'critical' | 'warning' | 'info';

export type SeverityClass = 'critical' | 'high' | 'medium' | 'low';

/** Who is told of a monitor by its own entry; routes of the fleet may add others. */
export interface Alert extends Telling {
  readonly severity: Severity;
  /** For those who count incidents; follows the severity unless it is given. */
  readonly class?: SeverityClass;
}

/** Who is told of an incident, and when. Durations in ms. */
export interface Telling {
  readonly to: readonly string[];
  /** Told if nobody has acknowledged the incident that long after it opened. */
  readonly escalate?: readonly { readonly afterMs: number; readonly to: readonly string[] }[];
  /** Told again that often while it lasts and nobody has acknowledged it. */
  readonly remindMs?: number;
}

/** Tells more contacts of those monitors that match in every respect that is given. */
export interface Route extends Telling {
  readonly id: string;
  readonly match: {
    readonly severity?: readonly Severity[];
    readonly group?: readonly string[];
    readonly tag?: readonly string[];
    readonly kind?: readonly string[];
  };
  /** Outside these hours it waits. */
  readonly hours?: readonly Hours[];
  /** Collected, and told once a day. */
  readonly digest?: DailyTime;
}

/** How messages of several monitors are held together. */
export interface Alerting {
  /** A message waits so long for others of its group, in ms. */
  readonly groupWaitMs: number;
  /** So many messages for one contact at once become one digest. */
  readonly stormSize: number;
  /** Told when a contact cannot be reached; the contacts of critical monitors unless it is given. */
  readonly fallback?: readonly string[];
}

export type MetricsDetail = 'fleet' | 'group' | 'monitor';

/** The whole configuration, resolved: what `monitors.yaml` says, and nothing that it leaves open. */
export interface Fleet {
  readonly monitors: readonly Monitor[];
  readonly contacts: readonly Contact[];
  readonly metrics: MetricsDetail;
  readonly routes?: readonly Route[];
  /** How messages are held together; absent from fleets of earlier versions. */
  readonly alerting?: Alerting;
  /** Where the fleet is watched from; one place, unless there is a list. */
  readonly regions?: readonly string[];
  /** So many regions must agree; a majority of those that have looked lately unless it is given. */
  readonly quorum?: number;
  /** URLs that are asked when the checker doubts its own way out; none for never. */
  readonly controls: readonly string[];
  /** Absent in a fleet without any, and in those of earlier versions. */
  readonly maintenance?: readonly MaintenanceWindow[];
  readonly statusPage: { readonly title: string; readonly url?: string };
  /** Starts the demo fleet beside a local run. */
  readonly demo: boolean;
}
