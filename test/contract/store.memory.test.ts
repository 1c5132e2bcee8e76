/** The simulator's store keeps the same promises as the table, or what the simulator finds would mean nothing. */
import { describe } from 'vitest';
import { MemoryStore, MemoryTable } from '../sim/memory-store.ts';
import { promised } from '../sim/promised-store.ts';
import { NOON } from './store-builders.ts';
import { storeContract } from './store-contract.ts';

describe("the simulator's store in memory", () => {
  storeContract(async () => {
    const common = { table: new MemoryTable(), clock: { now: () => NOON } };
    return {
      store: promised(new MemoryStore(common)),
      with: ({ clock = common.clock, tickRetentionDays = 14 }) =>
        promised(new MemoryStore({ ...common, clock, tickRetentionDays })),
    };
  });
});
