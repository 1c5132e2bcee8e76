import { describe, expect, it } from 'vitest';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Store } from '../../shared/ports.ts';
import { readBoard } from '../../shared/status/read-board.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { aReadingStore } from './reading-store.ts';
import { aState, aTick } from './seen-builder.ts';

const minutes = (count: number) => NOON + count * MINUTE;
const input = () => ({ cells: [WHOLE_FLEET], region: 'local', windowMs: 3 * MINUTE, cache: new Map() });
const aStoreAt = (slot: number) =>
  aReadingStore({
    slot,
    states: { rota: aState() },
    ticks: [-9, -3, -2, -1, 0, 1, 2, 3].map((n) => aTick(minutes(n))),
  });
const slotsOf = (seen: { ticks: readonly { slot: number }[] }) => seen.ticks.map(({ slot }) => (slot - NOON) / MINUTE);

describe('readBoard', () => {
  it('reads the folded ticks of the window and none that is not folded yet', async () => {
    const { store } = aStoreAt(NOON);
    const seen = await readBoard({ store }, input());
    expect(seen.slot).toBe(NOON);
    expect(slotsOf(seen)).toEqual([-2, -1, 0]);
    expect(seen.states.get('rota')?.phase).toBe('up');
  });

  it('asks for nothing but the cursor while no tick has been folded', async () => {
    const { store, takeReads } = aStoreAt(NOON);
    const same = input();
    const first = await readBoard({ store }, same);
    expect(takeReads()).toHaveLength(3);
    expect(await readBoard({ store }, same)).toEqual(first);
    expect(takeReads()).toEqual(['cursor']);
  });

  it('reads only the ticks that are new, and forgets those that are too old', async () => {
    const { store, contents, takeReads } = aStoreAt(NOON);
    const same = input();
    await readBoard({ store }, same);
    takeReads();
    contents.slot = minutes(2);
    expect(slotsOf(await readBoard({ store }, same))).toEqual([0, 1, 2]);
    expect(takeReads()).toEqual(['cursor', 'states', `ticks ${NOON}-${minutes(2)}`]);
  });

  it('does not read beyond the window after a long silence', async () => {
    const { store, contents, takeReads } = aStoreAt(NOON);
    const same = input();
    await readBoard({ store }, same);
    takeReads();
    contents.slot = minutes(60);
    expect(slotsOf(await readBoard({ store }, same))).toEqual([]);
    expect(takeReads()).toContain(`ticks ${minutes(57)}-${minutes(60)}`);
  });

  it('reads everything anew when the cursor went back, as after a restore', async () => {
    const { store, contents } = aStoreAt(minutes(2));
    const same = input();
    await readBoard({ store }, same);
    contents.slot = minutes(-1);
    expect(slotsOf(await readBoard({ store }, same))).toEqual([-3, -2, -1]);
  });

  it('has seen nothing before the first tick', async () => {
    const { store } = aReadingStore({ states: {}, ticks: [] });
    expect(await readBoard({ store }, input())).toEqual({ states: new Map(), ticks: [] });
  });

  it('is as old as its slowest cell, and holds the monitors of all', async () => {
    const quick = aReadingStore({ slot: minutes(1), states: { rota: aState() }, ticks: [aTick(minutes(1))] }).store;
    const slow = aReadingStore({ slot: NOON, states: { ledger: aState() }, ticks: [aTick(NOON)] }).store;
    const of = (cell: { index: number }) => (cell.index === 0 ? quick : slow);
    const both: Pick<Store, 'readCursor' | 'readStates' | 'readTicks'> = {
      readCursor: (cell, region) => of(cell).readCursor(cell, region),
      readStates: (cell) => of(cell).readStates(cell),
      readTicks: (cell, ...rest) => of(cell).readTicks(cell, ...rest),
    };
    const cells = [
      { index: 0, count: 2 },
      { index: 1, count: 2 },
    ];
    const seen = await readBoard({ store: both as Store }, { ...input(), cells });
    expect(seen.slot).toBe(NOON);
    expect([...seen.states.keys()]).toEqual(['rota', 'ledger']);
    expect(slotsOf(seen)).toEqual([0, 1]);
  });

  it('keeps what it had when the store fails', async () => {
    const { store, contents } = aStoreAt(NOON);
    const same = input();
    await readBoard({ store }, same);
    contents.slot = minutes(1);
    const failing = { ...store, readStates: () => Promise.reject(new Error('no table')) };
    await expect(readBoard({ store: failing }, same)).rejects.toThrow('no table');
    expect(slotsOf(await readBoard({ store }, same))).toEqual([-1, 0, 1]);
  });
});
