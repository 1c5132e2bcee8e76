import { describe, expect, it } from 'vitest';
import { WHOLE_FLEET } from '../../../shared/domain/time/slot.ts';
import { MINUTE_MS, NOON, REGION } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function cursorContract(subject: () => StoreUnderTest): void {
  const cursorAt = (slot: number) => ({ cell: '0of1', region: REGION, slot, committedAt: slot + 3000 });
  const read = () => subject().store.readCursor(WHOLE_FLEET, REGION);

  describe('a cursor', () => {
    it('is not there before its first commit', async () => {
      expect(await read()).toBeUndefined();
    });

    it('is created once', async () => {
      expect(await subject().store.commitCursor(cursorAt(NOON), undefined)).toBe(true);
      expect(await subject().store.commitCursor(cursorAt(NOON + MINUTE_MS), undefined)).toBe(false);
      expect(await read()).toEqual(cursorAt(NOON));
    });

    it('moves on only from where it was read', async () => {
      await subject().store.commitCursor(cursorAt(NOON), undefined);
      expect(await subject().store.commitCursor(cursorAt(NOON + MINUTE_MS), NOON - MINUTE_MS)).toBe(false);
      expect(await read()).toEqual(cursorAt(NOON));
      expect(await subject().store.commitCursor(cursorAt(NOON + MINUTE_MS), NOON)).toBe(true);
      expect(await read()).toEqual(cursorAt(NOON + MINUTE_MS));
    });

    it('lets exactly one of two simultaneous commits through', async () => {
      await subject().store.commitCursor(cursorAt(NOON), undefined);
      const next = [NOON + MINUTE_MS, NOON + 2 * MINUTE_MS];
      const held = await Promise.all(next.map((slot) => subject().store.commitCursor(cursorAt(slot), NOON)));
      expect(held.filter(Boolean)).toHaveLength(1);
      expect((await read())?.slot).toBe(next[held.indexOf(true)]);
    });

    it('is read together with those of the other regions of its cell', async () => {
      await subject().store.commitCursor(cursorAt(NOON), undefined);
      const elsewhere = { ...cursorAt(NOON + MINUTE_MS), region: 'us-east-1' };
      await subject().store.commitCursor(elsewhere, undefined);
      await subject().store.commitCursor({ ...cursorAt(NOON), cell: '0of2' }, undefined);
      const cursors = await subject().store.readCursors(WHOLE_FLEET);
      expect(cursors).toHaveLength(2);
      expect(cursors).toEqual(expect.arrayContaining([cursorAt(NOON), elsewhere]));
    });

    it('is one for each cell and region', async () => {
      await subject().store.commitCursor(cursorAt(NOON), undefined);
      expect(await subject().store.readCursor(WHOLE_FLEET, 'eu-west-2')).toBeUndefined();
      expect(await subject().store.readCursor({ index: 0, count: 2 }, REGION)).toBeUndefined();
    });
  });
}
