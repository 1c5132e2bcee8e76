/** The simulator's logbook keeps the same promises as the table, or what the simulator finds would mean nothing. */
import { MemoryStore, MemoryTable } from '../sim/memory-store.ts';
import { promised } from '../sim/promised-store.ts';
import { describeLogbook } from './logbook-contract.ts';

describeLogbook("the simulator's store in memory", async (clock) =>
  promised(new MemoryStore({ table: new MemoryTable(), clock })),
);
