/** Other settings tried on the log: how many alerts there would have been, how much earlier, how many of them brief. */

import type { Tick } from '../checks/result.ts';
import type { Target } from '../checks/target.ts';
import type { Incident } from '../incident.ts';
import type { Fleet, Monitor, Policy } from '../monitor.ts';
import { replay } from './replay.ts';

/** What is tried; the rest stays as it is. */
export type Settings = Partial<Pick<Policy, 'failureThreshold' | 'failureWindow' | 'recoveryThreshold'>>;

export interface Tally {
  /** Outages that were confirmed. */
  readonly incidents: number;
  /** Those that were over within two minutes. */
  readonly brief: number;
  /** Messages to all contacts. */
  readonly messages: number;
}

export interface Comparison {
  readonly asConfigured: Tally;
  readonly asTried: Tally;
  /** Outages that both confirm: how much earlier the settings that were tried do, in ms; later is below zero. */
  readonly shared: number;
  readonly earlierMs?: { readonly median: number; readonly most: number };
  /** Outages that only one of the two confirms. */
  readonly onlyTried: number;
  readonly onlyConfigured: number;
}

export interface Backtest extends Comparison {
  readonly byMonitor: readonly ({ readonly monitorId: string } & Comparison)[];
}

const BRIEF_MS = 120_000;

/** `ticks` of all regions and cells, in any order. Only monitors that have results in them are told of. */
export function backtest(fleet: Fleet, ticks: readonly Tick[], settings: Settings, until: number): Backtest {
  const before = replay({ fleet, ticks, until });
  const after = replay({ fleet: withSettings(fleet, settings), ticks, until });
  const seen = new Set(ticks.flatMap(({ results }) => results.map(({ monitorId }) => monitorId)));
  const of = (isOurs: (monitorId: string) => boolean): Comparison => {
    const ours = ({ monitorId }: { readonly monitorId: string }): boolean => isOurs(monitorId);
    return compare(
      { incidents: before.incidents.filter(ours), messages: before.said.filter(ours).length },
      { incidents: after.incidents.filter(ours), messages: after.said.filter(ours).length },
      until,
    );
  };
  const ids = fleet.monitors.map(({ id }) => id).filter((id) => seen.has(id));
  return {
    ...of((id) => ids.includes(id)),
    byMonitor: ids.map((monitorId) => ({ monitorId, ...of((id) => id === monitorId) })),
  };
}

const withSettings = (fleet: Fleet, settings: Settings): Fleet => ({
  ...fleet,
  monitors: fleet.monitors.map((monitor) => tried(monitor, settings)),
});

/** What is judged by reports or by other monitors needs no second look, whatever is tried on the others. */
const WITH_THRESHOLDS_OF_THEIR_OWN: ReadonlySet<Target['kind']> = new Set<Target['kind']>(['heartbeat', 'composite']);

/** A window belongs to its threshold: a new threshold without one is in a row. */
function tried(monitor: Monitor, settings: Settings): Monitor {
  if (WITH_THRESHOLDS_OF_THEIR_OWN.has(monitor.target.kind)) return monitor;
  const { failureWindow: _, ...policy } = monitor.policy;
  const kept = settings.failureThreshold === undefined ? monitor.policy : policy;
  return { ...monitor, policy: { ...kept, ...settings } };
}

interface Outcome {
  readonly incidents: readonly Incident[];
  readonly messages: number;
}

function compare(before: Outcome, after: Outcome, until: number): Comparison {
  const pairs = before.incidents.flatMap((one) => {
    const other = after.incidents.find((each) => isSameOutage(one, each, until));
    return other ? [{ one, other }] : [];
  });
  const earlier = pairs.map(({ one, other }) => one.openedAt - other.openedAt).sort((a, b) => a - b);
  const matched = new Set(pairs.map(({ other }) => other.id));
  return {
    asConfigured: tallyOf(before, until),
    asTried: tallyOf(after, until),
    shared: pairs.length,
    ...(earlier.length > 0 && {
      earlierMs: { median: earlier[Math.floor((earlier.length - 1) / 2)] ?? 0, most: earlier.at(-1) ?? 0 },
    }),
    onlyTried: after.incidents.length - matched.size,
    onlyConfigured: before.incidents.length - pairs.length,
  };
}

const endOf = ({ closing }: Incident, until: number): number => closing?.upSince ?? until;

const isSameOutage = (one: Incident, other: Incident, until: number): boolean =>
  one.monitorId === other.monitorId && one.since <= endOf(other, until) && other.since <= endOf(one, until);

const tallyOf = ({ incidents, messages }: Outcome, until: number): Tally => ({
  incidents: incidents.length,
  brief: incidents.filter((incident) => incident.closing && endOf(incident, until) - incident.since < BRIEF_MS).length,
  messages,
});
