import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { describeStore } from './store-contract.ts';

describeStore('the embedded database in memory', () => openEmbeddedDatabase());

describeStore('the embedded database on disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-contract-'));
  const database = await openEmbeddedDatabase({ folder });
  return {
    client: database.client,
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
});
