/** From a valid file to the fleet it means: defaults filled in, durations in milliseconds, nothing left open. */
import type { Fleet, Monitor, Policy } from '../domain/monitor.ts';
import { resolveAlert, resolveRoute } from './alert.ts';
import { resolveAlerting } from './alerting.ts';
import { BUILT_IN } from './built-in.ts';
import { toContact } from './contacts/index.ts';
import { parseDuration } from './duration.ts';
import { assertionsOf } from './expectations.ts';
import { asList } from './fields.ts';
import { kindsOf } from './kinds/index.ts';
import { resolveWindow } from './maintenance.ts';
import type { MonitorEntry, MonitorsFile } from './schema.ts';
import { resolveFlapping, resolveThreshold } from './thresholds.ts';

type Defaults = NonNullable<MonitorsFile['defaults']>;

/** The result survives JSON unchanged: functions in AWS get it that way. */
export function resolve(file: MonitorsFile): Fleet {
  const { title, url } = file.statusPage ?? {};
  return {
    monitors: file.monitors.map((entry) => resolveMonitor(entry, file.defaults ?? {})),
    contacts: (file.contacts ?? []).map(toContact),
    metrics: file.metrics ?? BUILT_IN.metrics,
    controls: file.controls ?? BUILT_IN.controls,
    ...(file.routes && { routes: file.routes.map(resolveRoute) }),
    ...(file.alerting && { alerting: resolveAlerting(file.alerting) }),
    ...(file.regions && { regions: [...new Set(file.regions)] }),
    ...(file.quorum !== undefined && { quorum: file.quorum }),
    ...(file.maintenance === undefined ? {} : { maintenance: file.maintenance.map(resolveWindow) }),
    statusPage: { title: title ?? BUILT_IN.title, ...(url === undefined ? {} : { url }) },
    demo: file.demo ?? false,
  };
}

function resolveMonitor(entry: MonitorEntry, defaults: Defaults): Monitor {
  const name = entry.name ?? entry.id;
  const group = entry.group ?? defaults.group;
  const shown = shownAs(entry.public ?? defaults.public ?? false, name, group);
  return {
    id: entry.id,
    name,
    ...(group === undefined ? {} : { group }),
    ...resolveKind(entry, defaults),
    policy: resolvePolicy(entry, defaults),
    alert: resolveAlert(entry.alert, defaults.alert),
    ...(entry.tags && { tags: entry.tags }),
    ...(entry.dependsOn && { dependsOn: [...asList(entry.dependsOn)] }),
    ...(entry.impact !== undefined && { impact: entry.impact }),
    ...(entry.runbook !== undefined && { runbook: entry.runbook }),
    ...(shown === undefined ? {} : { public: shown }),
  };
}

function resolveKind(entry: MonitorEntry, defaults: Defaults): Pick<Monitor, 'target' | 'assertions'> {
  const [only] = kindsOf(entry);
  if (!only) throw new Error(`monitor ${entry.id} has no kind, which the schema should have refused`);
  const { kind, input } = only;
  const common = Object.entries(defaults.expect ?? {}).filter(([key]) => kind.expects.some((each) => each === key));
  const inherited = kind.inherit(Object.fromEntries(common), input);
  const expect = { ...kind.expectedAnyway, ...inherited, ...entry.expect };
  return { target: kind.toTarget(input, entry.id), assertions: assertionsOf(expect) };
}

function resolvePolicy(entry: MonitorEntry, defaults: Defaults): Policy {
  const own = kindsOf(entry)[0]?.kind.policy;
  const duration = (key: 'interval' | 'retryInterval' | 'timeout'): number =>
    parseDuration(entry[key] ?? own?.[key] ?? defaults[key] ?? BUILT_IN[key]) ?? 0;
  const intervalMs = duration('interval');
  const flapping = resolveFlapping(entry.flapping ?? defaults.flapping);
  return {
    intervalMs,
    retryIntervalMs: Math.min(duration('retryInterval'), intervalMs),
    timeoutMs: duration('timeout'),
    ...resolveThreshold(
      entry.failureThreshold ?? own?.failureThreshold ?? defaults.failureThreshold ?? BUILT_IN.failureThreshold,
    ),
    recoveryThreshold:
      entry.recoveryThreshold ?? own?.recoveryThreshold ?? defaults.recoveryThreshold ?? BUILT_IN.recoveryThreshold,
    paused: entry.paused ?? false,
    ...(flapping && { flapping }),
  };
}

/** `true` shows a monitor as it is named for its own people; a map shows what the map says and no group besides. */
function shownAs(
  shown: NonNullable<MonitorEntry['public']>,
  name: string,
  group: string | undefined,
): Monitor['public'] | undefined {
  if (shown === false) return undefined;
  const as = shown === true ? { name, group } : { name: shown.name ?? name, group: shown.group };
  return { name: as.name, ...(as.group === undefined ? {} : { group: as.group }) };
}
