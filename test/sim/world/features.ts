/** What a fleet uses beside monitors and contacts. Each is left out of about half of the worlds. */

import type { Fleet, Monitor, Route } from '../../../shared/domain/monitor.ts';
import type { Weekday } from '../../../shared/domain/time/calendar.ts';
import type { MaintenanceWindow } from '../../../shared/domain/time/maintenance.ts';
import type { Random } from '../random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Horizon {
  readonly from: number;
  readonly until: number;
}

export function withFeatures(random: Random, fleet: Fleet, horizon: Horizon): Fleet {
  const parts = {
    ...(random.chance(0.5) && { maintenance: drawWindows(random, fleet, horizon) }),
    ...(random.chance(0.5) && { alerting: drawAlerting(random) }),
    ...(random.chance(0.3) && { routes: drawRoutes(random, fleet) }),
    ...drawRegions(random),
  };
  return { ...fleet, ...parts, monitors: withMonitorFeatures(random, fleet) };
}

export const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1'] as const;

function drawRegions(random: Random): Pick<Fleet, 'regions' | 'quorum'> {
  if (random.chance(0.65)) return {};
  const regions = REGIONS.slice(0, random.between(2, 3));
  return { regions, ...(random.chance(0.3) && { quorum: random.between(1, 2) }) };
}

const drawAlerting = (random: Random) => ({
  groupWaitMs: random.pick([0, 30_000, MINUTE]),
  stormSize: random.between(2, 10),
});

function withMonitorFeatures(random: Random, fleet: Fleet): Monitor[] {
  const hasWindows = random.chance(0.4);
  const hasFlapping = random.chance(0.4);
  const hasParents = random.chance(0.4);
  const hasEscalation = random.chance(0.4);
  const hasReminders = random.chance(0.4);
  const contacts = fleet.contacts.map(({ id }) => id);
  return fleet.monitors.map((monitor, index) => {
    const { failureThreshold } = monitor.policy;
    const escalate = [{ afterMs: random.between(1, 30) * MINUTE, to: contacts.slice(-1) }];
    return {
      ...monitor,
      ...(random.chance(0.5) && { group: random.pick(['web', 'api']) }),
      ...(hasParents && index > 0 && random.chance(0.5) && { dependsOn: ['shop-0'] }),
      policy: {
        ...monitor.policy,
        ...(hasWindows && random.chance(0.5) && { failureWindow: failureThreshold + random.between(1, 2) }),
        ...(hasFlapping && { flapping: { openings: 3, windowMs: 6 * HOUR, stableMs: 30 * MINUTE } }),
      },
      alert: {
        ...monitor.alert,
        ...(hasEscalation && { escalate }),
        ...(hasReminders && { remindMs: random.pick([2 * HOUR, 4 * HOUR]) }),
      },
    };
  });
}

/** A route by the hours of the day, and one that collects: what they hold back is nobody's debt. */
function drawRoutes(random: Random, { contacts }: Fleet): Route[] {
  const to = contacts.slice(0, 1).map(({ id }) => id);
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
  const hours = [{ days, from: '09:00', to: '17:30', zone: 'Europe/London' }];
  return [
    random.chance(0.5)
      ? { id: 'office', match: { severity: ['warning'] }, to, hours }
      : { id: 'digest', match: { severity: ['info'] }, to, digest: { at: '08:00', zone: 'Europe/London' } },
  ];
}

function drawWindows(random: Random, fleet: Fleet, horizon: Horizon): MaintenanceWindow[] {
  return Array.from({ length: random.between(1, 3) }, (_, index): MaintenanceWindow => {
    const names = fleet.monitors.filter(() => random.chance(0.4)).map(({ id }) => id);
    const common = {
      id: `window-${index}`,
      name: `Work ${index}`,
      covers: random.chance(0.3) ? ('everything' as const) : { monitors: names, groups: ['web'], tags: [] },
      availability: 'excluded' as const,
    };
    if (random.chance(0.4)) {
      const from = Math.floor(horizon.from + random.next() * (horizon.until - horizon.from));
      return { ...common, kind: 'once', from, to: Math.min(horizon.until, from + random.between(5, 360) * MINUTE) };
    }
    const days: Weekday[] = [random.pick(['sat', 'sun']), random.pick(['mon', 'tue', 'wed', 'thu', 'fri'])];
    const at = random.pick(['00:00', '03:30', '12:00', '20:00', '23:30']);
    return { ...common, kind: 'weekly', days, at, durationMs: random.between(30, 600) * MINUTE, zone: 'Europe/London' };
  });
}
