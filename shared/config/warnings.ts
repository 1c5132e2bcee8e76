/** What is allowed and yet probably not meant. Looked for only in a file that is valid. */

import { planFor } from '../domain/alerting/plan.ts';
import type { Fleet, Monitor } from '../domain/monitor.ts';
import { keptIntervalMs, SHORT_INTERVALS_MS } from '../domain/time/grid.ts';
import { BUILT_IN } from './built-in.ts';
import { parseDuration } from './duration.ts';
import { kindsOf } from './kinds/index.ts';
import { knownTokens } from './known-tokens.ts';
import { pastWindows } from './maintenance-flaws.ts';
import type { Flaw } from './problem.ts';
import type { MonitorEntry, MonitorsFile } from './schema.ts';

const MOST_NAMES = 5;
const HOUR_MS = 3_600_000;

/** `fleet` is what the file means; `now` in ms. */
export function warningsOf(file: MonitorsFile, fleet: Fleet, now: number): Flaw[] {
  return [
    ...unusedContacts(fleet),
    ...unheardMonitors(file, fleet),
    ...shortIntervals(file),
    ...kindWarnings(file),
    ...hastyDomains(file),
    ...knownTokens(file),
    ...pastWindows(file.maintenance ?? [], now),
  ];
}

const contactsOf = (monitor: Monitor, { routes }: Fleet): string[] =>
  planFor(monitor, routes).map(({ contactId }) => contactId);

/** By a monitor itself, by a route that finds one, sooner or later, or where another contact fails. */
function unusedContacts(fleet: Fleet): Flaw[] {
  const used = new Set(fleet.monitors.flatMap((monitor) => contactsOf(monitor, fleet)));
  for (const id of fleet.alerting?.fallback ?? []) used.add(id);
  return fleet.contacts.flatMap((contact, index) =>
    used.has(contact.id)
      ? []
      : [
          {
            path: ['contacts', index],
            message: 'no monitor tells this contact',
            expected: `${contact.id} in an alert or in a route that finds some monitor`,
          },
        ],
  );
}

/** An empty list says that nobody is to be told, and is taken at its word. */
function unheardMonitors(file: MonitorsFile, fleet: Fleet): Flaw[] {
  return fleet.monitors.flatMap((monitor, index) =>
    monitor.policy.paused || isSaid(file.monitors[index], file) || contactsOf(monitor, fleet).length > 0
      ? []
      : [
          {
            path: ['monitors', index],
            message: 'nobody is told when this monitor is down',
            expected: 'alert.to here or in defaults, or a route that finds it; [] if nobody is to be told',
            example: 'alert: { to: [oncall] }',
          },
        ],
  );
}

const isSaid = (monitor: MonitorEntry | undefined, { defaults }: MonitorsFile): boolean =>
  (monitor?.alert?.to ?? defaults?.alert?.to) !== undefined;

/** One warning for all of them: it is one thing to know. */
function shortIntervals(file: MonitorsFile): Flaw[] {
  const rounded = file.monitors.flatMap((monitor, index) => {
    const key = monitor.paused ? undefined : (['interval', 'retryInterval'] as const).find(isRounded(monitor, file));
    if (key === undefined) return [];
    return [{ id: monitor.id, path: monitor[key] === undefined ? ['defaults', key] : ['monitors', index, key] }];
  });
  const first = rounded[0];
  if (!first) return [];
  const names = rounded
    .slice(0, MOST_NAMES)
    .map(({ id }) => id)
    .join(', ');
  const rest = rounded.length > MOST_NAMES ? ` and ${rounded.length - MOST_NAMES} more` : '';
  const kept = SHORT_INTERVALS_MS.map((ms) => `${ms / 1000}s`).join(', ');
  const message = `AWS rounds intervals below one minute up to ${kept} or 1m; a local run keeps them (${names}${rest})`;
  return [{ path: first.path, message }];
}

const isRounded = (monitor: MonitorEntry, file: MonitorsFile) => (key: 'interval' | 'retryInterval') => {
  const usual = kindsOf(monitor)[0]?.kind.policy?.[key] ?? file.defaults?.[key] ?? BUILT_IN[key];
  const ms = parseDuration(monitor[key] ?? usual);
  return ms !== undefined && keptIntervalMs(ms) !== ms;
};

function kindWarnings(file: MonitorsFile): Flaw[] {
  return file.monitors.flatMap((monitor, index) =>
    kindsOf(monitor)
      .flatMap(({ kind, input }) => kind.warn(input, monitor.expect))
      .map((flaw) => ({ ...flaw, path: ['monitors', index, ...flaw.path] })),
  );
}

/** Registries refuse those who ask all the time. */
function hastyDomains(file: MonitorsFile): Flaw[] {
  return file.monitors.flatMap((monitor, index) => {
    const isHasty = monitor.domain !== undefined && (parseDuration(monitor.interval ?? '') ?? HOUR_MS) < HOUR_MS;
    const message = 'a registration changes once a year, and registries refuse those who ask all the time';
    return isHasty ? [{ path: ['monitors', index, 'interval'], message, expected: '1h or more' }] : [];
  });
}
