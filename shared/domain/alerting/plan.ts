/** Who is to be told of a monitor, and when: its own entry first, then every route that matches it. */

import type { Monitor, Route, Telling } from '../monitor.ts';
import type { DailyTime, Hours } from '../time/hours.ts';

/** One contact by one way. Durations in ms. */
export interface Step {
  readonly contactId: string;
  /** `monitor` for its own entry, else the route's id. */
  readonly via: string;
  /** From the opening of the incident; above zero it is an escalation, which an acknowledgement stops. */
  readonly afterMs: number;
  readonly remindMs?: number;
  readonly hours?: readonly Hours[];
  readonly digest?: DailyTime;
}

export const planFor = (monitor: Monitor, routes: readonly Route[] = []): Step[] => [
  ...stepsOf(monitor.alert, 'monitor'),
  ...routes.filter((route) => matches(route, monitor)).flatMap((route) => stepsOf(route, route.id)),
];

/** A route matches where each respect that it names holds one of the monitor's. */
export function matches({ match }: Route, { alert, group, tags = [], target }: Monitor): boolean {
  return (
    isAmong(match.severity, [alert.severity]) &&
    isAmong(match.group, group === undefined ? [] : [group]) &&
    isAmong(match.tag, tags) &&
    isAmong(match.kind, [target.kind])
  );
}

const isAmong = <T>(wanted: readonly T[] | undefined, found: readonly T[]): boolean =>
  wanted === undefined || found.some((each) => wanted.includes(each));

function stepsOf(telling: Telling & Pick<Partial<Route>, 'hours' | 'digest'>, via: string): Step[] {
  const { to, escalate = [], remindMs, hours, digest } = telling;
  const levels = [{ afterMs: 0, to }, ...escalate];
  return levels.flatMap((level) =>
    level.to.map((contactId) => ({
      contactId,
      via,
      afterMs: level.afterMs,
      ...(remindMs !== undefined && { remindMs }),
      ...(hours && { hours }),
      ...(digest && { digest }),
    })),
  );
}
