/** How far each cell's log is folded: one small row for each cell and region. */
import { cellId } from '../domain/time/slot.ts';
import type { Cursor, Store } from '../ports.ts';
import { cursorKey, cursorRange, type Key, readCursorKey } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

type CursorItem = Key & Pick<Cursor, 'slot' | 'committedAt'>;

const isAbsent: Expression = { text: 'attribute_not_exists(pk)' };

const isStillAt = (slot: number): Expression => ({
  text: '#slot = :expected',
  names: { '#slot': 'slot' },
  values: { ':expected': slot },
});

export function createCursors(requests: Requests): Pick<Store, 'readCursor' | 'readCursors' | 'commitCursor'> {
  return {
    async readCursor(cell, region) {
      const item = await requests.get<CursorItem>(cursorKey(cellId(cell), region));
      return item && { cell: cellId(cell), region, slot: item.slot, committedAt: item.committedAt };
    },

    async readCursors(cell) {
      const items = await requests.query<CursorItem>({ range: cursorRange(cellId(cell)) });
      return items.map((item) => ({ ...readCursorKey(item), slot: item.slot, committedAt: item.committedAt }));
    },

    commitCursor({ cell, region, slot, committedAt }, expectedSlot) {
      const guard = expectedSlot === undefined ? isAbsent : isStillAt(expectedSlot);
      return requests.put({ ...cursorKey(cell, region), slot, committedAt }, guard);
    },
  };
}
