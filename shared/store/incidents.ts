/** The history of incidents, kept for ever. The state row is the truth while an incident is held; this is the book. */
import type { IncidentRecord } from '../domain/hindsight/incident-record.ts';
import type { Clock, Store } from '../ports.ts';
import { incidentKey, incidentRanges, type Key } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

interface IncidentItem extends Key {
  readonly version: number;
  /** An `IncidentRecord` as JSON. */
  readonly incident: string;
}

/** Slots and clocks need not agree to the second, and a month's first incident must not be missed for that. */
const CLOCK_SKEW_MS = 3_600_000;

const isAbsentOrOlder = (version: number): Expression => ({
  text: 'attribute_not_exists(pk) OR #version < :version',
  names: { '#version': 'version' },
  values: { ':version': version },
});

export function createIncidents(
  requests: Requests,
  options: { readonly clock: Pick<Clock, 'now'> },
): Pick<Store, 'putIncident' | 'readIncidents'> {
  return {
    async putIncident(incident, version) {
      const key = incidentKey(incident.openedAt, incident.monitorId);
      // When the guard does not hold, what is there is newer or the same, which is just as well.
      await requests.put({ ...key, version, incident: JSON.stringify(incident) }, isAbsentOrOlder(version));
    },

    async readIncidents(since) {
      const ranges = incidentRanges(since, options.clock.now() + CLOCK_SKEW_MS);
      const months = await Promise.all(
        ranges.map((range) => requests.query<IncidentItem>({ range, isNewestFirst: true })),
      );
      return months.flat().map((item): IncidentRecord => JSON.parse(item.incident));
    },
  };
}
