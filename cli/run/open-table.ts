/** The table of a data folder, and what is kept in it. */

import type { Clock, Logbook, Store } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLinkKey } from '../../shared/store/link-key.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';

const TABLE_NAME = 'nightjar';

export interface LocalTable {
  readonly store: Store;
  readonly logbook: Logbook;
  /** Signs the links of alerts. */
  readonly linkKey: () => Promise<string>;
  close(): Promise<void>;
}

/** Creates what is not there. Throws `FolderInUse` when another process has the folder. */
export async function openTable(folder: string, clock: Pick<Clock, 'now'>): Promise<LocalTable> {
  const { client, close } = await openEmbeddedDatabase({ folder });
  const table = { client, tableName: TABLE_NAME, clock };
  try {
    await createTable(client, TABLE_NAME);
  } catch (error) {
    await close();
    throw error;
  }
  return { store: createStore(table), logbook: createLogbook(table), linkKey: createLinkKey(table), close };
}
