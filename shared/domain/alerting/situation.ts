/**
 * What a decision rests on, put together from the file, from what people have decided by hand, and from what was seen.
 * Whoever decides and whoever explains a decision ask here, so that both speak of the same.
 */

import { egressMonitor } from '../checks/egress.ts';
import type { Incident } from '../incident.ts';
import type { Fleet, Monitor, Route } from '../monitor.ts';
import type { MaintenanceWindow } from '../time/maintenance.ts';
import type { Situation } from './decide.ts';
import { STORM_SIZE } from './grouping.ts';
import type { Marks } from './notification.ts';
import type { Override } from './override.ts';
import { planFor, type Step } from './plan.ts';
import type { Remark } from './remark.ts';
import { fallbackContacts } from './route.ts';
import { hushOn, type Parent } from './suppression.ts';

/** What holds for all incidents of a fleet. */
export interface Rules {
  /** Those of the file, and the one that watches the checker's own network. */
  readonly monitors: ReadonlyMap<string, Monitor>;
  readonly routes: readonly Route[];
  readonly windows: readonly MaintenanceWindow[];
  readonly overrides: readonly Override[];
  readonly known: ReadonlySet<string>;
  readonly fallback: readonly string[];
  readonly toldOfEverything: readonly string[];
  readonly groupWaitMs: number;
  readonly stormSize: number;
}

/** An incident with what is known of it. */
export interface Case {
  readonly incident: Incident;
  readonly marks: Marks;
  /** Absent when it was removed. */
  readonly monitor?: Monitor;
  readonly acknowledgement?: Remark;
  readonly parents: readonly Parent[];
}

/** `toldOfEverything`: contacts that are told of every incident, whatever the file says. */
export function rulesOf(fleet: Fleet, overrides: readonly Override[], toldOfEverything: readonly string[] = []): Rules {
  const egress = egressMonitor(fleet);
  const monitors = egress ? [...fleet.monitors, egress] : fleet.monitors;
  return {
    monitors: new Map(monitors.map((monitor) => [monitor.id, monitor])),
    routes: fleet.routes ?? [],
    windows: fleet.maintenance ?? [],
    overrides,
    known: new Set(fleet.contacts.map(({ id }) => id)),
    fallback: fallbackContacts(fleet).map(({ id }) => id),
    toldOfEverything,
    // Nothing waits for others unless the file says so.
    groupWaitMs: fleet.alerting?.groupWaitMs ?? 0,
    stormSize: fleet.alerting?.stormSize ?? STORM_SIZE,
  };
}

/** Who is told of a monitor by the file, and who is told of everything. */
export const planOf = ({ routes, toldOfEverything }: Rules, monitor: Monitor | undefined): Step[] => [
  ...(monitor ? planFor(monitor, routes) : []),
  ...toldOfEverything.map((contactId) => ({ contactId, via: 'everything', afterMs: 0 })),
];

export function situationOf(
  rules: Rules,
  { incident, marks, monitor, acknowledgement, parents }: Case,
  now: number,
): Situation {
  const surroundings = { windows: rules.windows, overrides: rules.overrides, parents };
  const hushAt = (instant: number) => monitor && hushOn(monitor, incident, surroundings, instant);
  const hush = hushAt(now);
  const hushAtEnd = incident.closing && hushAt(incident.closing.at);
  return {
    incident,
    plan: planOf(rules, monitor),
    known: rules.known,
    fallback: rules.fallback,
    marks,
    groupWaitMs: rules.groupWaitMs,
    ...(acknowledgement && { acknowledgement }),
    ...(hush && { hush }),
    ...(hushAtEnd && { hushAtEnd }),
  };
}
