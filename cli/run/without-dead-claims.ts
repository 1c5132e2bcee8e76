/**
 * A local run is alone on its folder, and its passes over the messages follow one another. So a claim that is found at
 * the start of a pass belongs to a process that was killed, and need not be waited for.
 */
import type { Mark } from '../../shared/domain/alerting/notification.ts';
import type { Store } from '../../shared/ports.ts';

export function withoutDeadClaims(store: Store): Store {
  return {
    ...store,
    async readState(monitorId) {
      const row = await store.readState(monitorId);
      if (!row) return undefined;
      const marks = Object.entries(row.marks).map(([key, mark]) => [key, unclaimed(mark)]);
      return { ...row, marks: Object.fromEntries(marks) };
    },
    // The new claim lasts longer than any old one, so by its end they have all expired.
    claimMessage: (monitorId, incidentId, key, _now, until) =>
      store.claimMessage(monitorId, incidentId, key, until, until),
  };
}

function unclaimed({ claimedUntil, ...rest }: Mark): Mark {
  return rest;
}
