/** What is allowed and yet probably not meant. Looked for only in a file that is valid. */
import { BUILT_IN } from './built-in.ts';
import { parseDuration } from './duration.ts';
import { asList } from './fields.ts';
import { kindsOf } from './kinds/index.ts';
import type { Flaw } from './problem.ts';
import type { MonitorEntry, MonitorsFile } from './schema.ts';

const MINUTE_MS = 60_000;
const MOST_NAMES = 5;

export function warningsOf(file: MonitorsFile): Flaw[] {
  return [...unusedContacts(file), ...unheardMonitors(file), ...shortIntervals(file), ...kindWarnings(file)];
}

const routeOf = (monitor: MonitorEntry, file: MonitorsFile): readonly string[] | undefined => {
  const to = monitor.alert?.to ?? file.defaults?.alert?.to;
  return to === undefined ? undefined : asList(to);
};

function unusedContacts(file: MonitorsFile): Flaw[] {
  const used = new Set(file.monitors.flatMap((monitor) => routeOf(monitor, file) ?? []));
  return (file.contacts ?? []).flatMap((contact, index) =>
    used.has(contact.id)
      ? []
      : [
          {
            path: ['contacts', index],
            message: 'no monitor tells this contact',
            expected: `${contact.id} in an alert.to`,
          },
        ],
  );
}

/** An empty list says that nobody is to be told, and is taken at its word. */
function unheardMonitors(file: MonitorsFile): Flaw[] {
  return file.monitors.flatMap((monitor, index) =>
    monitor.paused || routeOf(monitor, file) !== undefined
      ? []
      : [
          {
            path: ['monitors', index],
            message: 'nobody is told when this monitor is down',
            expected: 'alert.to here or in defaults; [] if nobody is to be told',
            example: 'alert: { to: [oncall] }',
          },
        ],
  );
}

/** One warning for all of them: it is one thing to know. */
function shortIntervals(file: MonitorsFile): Flaw[] {
  const interval = (monitor: MonitorEntry): string => monitor.interval ?? file.defaults?.interval ?? BUILT_IN.interval;
  const isShort = (monitor: MonitorEntry): boolean => (parseDuration(interval(monitor)) ?? MINUTE_MS) < MINUTE_MS;
  const short = file.monitors.filter((monitor) => !monitor.paused && isShort(monitor));
  const first = short[0];
  if (!first) return [];
  const path =
    first.interval === undefined ? ['defaults', 'interval'] : ['monitors', file.monitors.indexOf(first), 'interval'];
  const names = short
    .slice(0, MOST_NAMES)
    .map((monitor) => monitor.id)
    .join(', ');
  const rest = short.length > MOST_NAMES ? ` and ${short.length - MOST_NAMES} more` : '';
  const message = `AWS rounds intervals below one minute up to one minute for now; a local run keeps them (${names}${rest})`;
  return [{ path, message }];
}

function kindWarnings(file: MonitorsFile): Flaw[] {
  return file.monitors.flatMap((monitor, index) =>
    kindsOf(monitor)
      .flatMap(({ kind, input }) => kind.warn(input, monitor.expect))
      .map((flaw) => ({ ...flaw, path: ['monitors', index, ...flaw.path] })),
  );
}
