/** An outage that was confirmed: opened when a monitor goes down, closed when it is up again or no longer watched. */

import type { Failure } from './checks/failure.ts';
import type { Monitor, Severity, SeverityClass } from './monitor.ts';
import type { Sight } from './quorum.ts';
import { compactIso } from './time/calendar.ts';

export type ClosingReason = 'recovered' | 'paused' | 'removed';

export interface Incident {
  /** A warning is told like an incident and is none: nothing is down. Absent for an outage. */
  readonly about?: 'warning';
  /** `<monitorId>-<slot of opening>`: the same log gives the same id, however often it is folded. */
  readonly id: string;
  readonly monitorId: string;
  /** Name and severity as they were when it opened. */
  readonly monitorName: string;
  readonly severity: Severity;
  /** How grave it is for those who count incidents. Absent from rows of earlier versions. */
  readonly severityClass?: SeverityClass;
  /** Slot of the first failed check. */
  readonly since: number;
  /** Slot of the failed check that reached the threshold. */
  readonly openedAt: number;
  /** Failed checks in a row when it opened. */
  readonly checks: number;
  /** The failure that opened it. */
  readonly failure: Failure;
  /** Who saw what when it opened; absent where there is one region. */
  readonly regions?: Readonly<Record<string, Sight>>;
  /** So many incidents of this monitor within that time: this one stays open until the monitor has been up for a while. */
  readonly flapping?: { readonly openings: number; readonly windowMs: number };
  readonly closing?: {
    readonly reason: ClosingReason;
    /** Slot that decided it. */
    readonly at: number;
    /** Slot of the first successful check; equals `at` unless it recovered. */
    readonly upSince: number;
  };
}

const CLASSES: Readonly<Record<Severity, SeverityClass>> = { critical: 'critical', warning: 'medium', info: 'low' };

export const classOf = ({ alert }: Pick<Monitor, 'alert'>): SeverityClass => alert.class ?? CLASSES[alert.severity];

/** Of an incident that may have been written by an earlier version. */
export const severityClassOf = ({ severity, severityClass }: Incident): SeverityClass =>
  severityClass ?? CLASSES[severity];

export const incidentId = (monitorId: string, openedAt: number): string => `${monitorId}-${compactIso(openedAt)}`;

/** Length of the outage as far as it is known, in milliseconds. */
export const outageMs = (incident: Incident, now: number): number =>
  (incident.closing?.upSince ?? now) - incident.since;
