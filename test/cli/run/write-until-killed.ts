/**
 * A process to be killed: opens the database in the folder that it is given, says so, then appends ticks for ever and
 * says the slot of each one that was acknowledged. The slots begin at the second argument.
 */
import { writeSync } from 'node:fs';
import { openEmbeddedDatabase } from '../../../cli/run/embedded-database.ts';
import { createStore, createTable } from '../../../shared/store/index.ts';
import { tickAt } from '../../contract/store-builders.ts';

const [folder = '', firstSlot = '0'] = process.argv.slice(2);
const { client } = await openEmbeddedDatabase({ folder });
await createTable(client, 'nightjar');
const store = createStore({ client, tableName: 'nightjar' });
say('ready');
for (let slot = Number(firstSlot); ; slot += 1000) {
  await store.appendTick(tickAt(slot));
  say(String(slot));
}

// Written at once: what waits in a buffer of a killed process was never said.
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
