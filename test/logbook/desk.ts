/** Use cases of the logbook on a real table, with a clock and ids that a test decides. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { initialState } from '../../shared/domain/state.ts';
import type { LogbookDeps } from '../../shared/logbook/deps.ts';
import type { Store } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { NOON } from '../domain/builders.ts';

export interface Desk extends LogbookDeps {
  readonly store: Store;
  readonly clock: { now: () => number };
  /** The row of a monitor, with its incidents; none where it has had no trouble. */
  watched(monitorId: string, ...incidents: Incident[]): Promise<void>;
}

export const MONITORS = [
  { id: 'staff-rota', group: 'Intranet', tags: ['eu'] },
  { id: 'ledger', group: 'Public web', tags: ['eu', 'money'] },
  { id: 'shop' },
];

/** A new table for each test. Ids are `id1`, `id2` and so on. */
export function desk(): () => Desk {
  let database: EmbeddedDatabase;
  let current: Desk;
  let tables = 0;
  beforeAll(async () => {
    database = await openEmbeddedDatabase();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    const clock = { now: () => NOON };
    const table = { client: database.client, tableName: `desk-${++tables}`, clock: { now: () => clock.now() } };
    await createTable(table.client, table.tableName);
    let ids = 0;
    const store = createStore(table);
    current = {
      store,
      logbook: createLogbook(table),
      clock,
      newId: () => `id${++ids}`,
      monitors: () => MONITORS,
      async watched(monitorId, ...incidents) {
        const row = await store.readState(monitorId);
        const state = { ...initialState(NOON), incidents };
        await store.commitState(monitorId, { state }, row?.version ?? 0);
      },
    };
  });
  return () => current;
}
