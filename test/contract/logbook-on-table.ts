/** The contract of the logbook, and of the key beside it, on an engine of the table. */
import { afterAll, beforeAll, describe } from 'vitest';
import { createTable } from '../../shared/store/index.ts';
import { createLinkKey } from '../../shared/store/link-key.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { linkKeyContract } from './logbook/link-key.ts';
import { describeLogbook } from './logbook-contract.ts';
import type { Engine } from './store-contract.ts';

export function describeLogbookOnTable(name: string, open: () => Promise<Engine>): void {
  describe('with a table for each test', () => {
    let engine: Engine;
    let tables = 0;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine?.close());

    const newTable = async () => {
      const table = { client: engine.client, tableName: `logbook-${++tables}` };
      await createTable(table.client, table.tableName);
      return table;
    };
    describeLogbook(name, async (clock) => createLogbook({ ...(await newTable()), clock }));
    linkKeyContract(async () => {
      const table = await newTable();
      return () => createLinkKey(table);
    });
  });
}
