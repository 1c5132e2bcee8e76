import { describe, expect, it } from 'vitest';
import { incidentOf, MINUTE_MS, NOON } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function incidentContract(subject: () => StoreUnderTest): void {
  describe('the book of incidents', () => {
    it('lists them from every month, newest first', async () => {
      const { store } = subject();
      const instants = ['2026-08-31T23:59:59Z', '2026-09-01T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-21T11:59:00Z'];
      const incidents = instants.map((instant) => incidentOf('rota', Date.parse(instant)));
      for (const incident of incidents) await store.putIncident(incident, 1);
      expect(await store.readIncidents(Date.parse('2026-08-01T00:00:00Z'))).toEqual(incidents.toReversed());
      expect(await store.readIncidents(Date.parse('2026-09-01T00:00:00Z'))).toEqual(incidents.slice(1).toReversed());
      expect(await store.readIncidents(Date.parse('2026-09-01T00:00:01Z'))).toEqual(incidents.slice(2).toReversed());
      expect(await store.readIncidents(NOON)).toEqual([]);
    });

    it('has two monitors that went down in the same slot', async () => {
      const { store } = subject();
      await store.putIncident(incidentOf('rota', NOON), 1);
      await store.putIncident(incidentOf('tenant-api', NOON), 1);
      const ids = (await store.readIncidents(NOON)).map((incident) => incident.monitorId);
      expect(ids.toSorted()).toEqual(['rota', 'tenant-api']);
    });

    it('takes a later version, and lets an older or equal one pass without a word', async () => {
      const { store } = subject();
      const open = incidentOf('rota', NOON);
      const closed = { ...open, closing: { reason: 'recovered', at: NOON + MINUTE_MS, upSince: NOON } as const };
      await store.putIncident(open, 3);
      await store.putIncident(closed, 4);
      await store.putIncident(open, 3);
      await store.putIncident(open, 4);
      expect(await store.readIncidents(NOON)).toEqual([closed]);
    });
  });
}
