/** The contract of the logbook on an engine of the table. */
import { afterAll, beforeAll, describe } from 'vitest';
import { createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
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

    describeLogbook(name, async (clock) => {
      const tableName = `logbook-${++tables}`;
      await createTable(engine.client, tableName);
      return createLogbook({ client: engine.client, tableName, clock });
    });
  });
}
