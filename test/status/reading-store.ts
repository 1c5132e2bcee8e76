/** The reading half of a store, from plain data, which counts what it is asked. */
import type { Tick } from '../../shared/domain/checks/result.ts';
import type { MonitorState } from '../../shared/domain/state.ts';
import type { Store } from '../../shared/ports.ts';

export interface Contents {
  slot?: number | undefined;
  states: Record<string, MonitorState>;
  ticks: Tick[];
}

export interface ReadingStore {
  readonly store: Store;
  readonly contents: Contents;
  /** One line for each read, such as `ticks 100-200`, since the last call. */
  takeReads(): string[];
}

export function aReadingStore(contents: Contents): ReadingStore {
  let reads: string[] = [];
  const reading: Pick<Store, 'readCursor' | 'readStates' | 'readTicks'> = {
    async readCursor({ index, count }, region) {
      reads.push('cursor');
      const { slot } = contents;
      return slot === undefined ? undefined : { cell: `${index}of${count}`, region, slot, committedAt: slot + 2000 };
    },
    async readStates() {
      reads.push('states');
      return Object.entries(contents.states).map(([monitorId, state]) => ({ monitorId, version: 1, state, marks: {} }));
    },
    async readTicks(_cell, _region, after, until) {
      reads.push(`ticks ${after}-${until}`);
      return contents.ticks.filter(({ slot }) => slot > after && slot <= until);
    },
  };
  return {
    store: reading as Store,
    contents,
    takeReads() {
      const taken = reads;
      reads = [];
      return taken;
    },
  };
}
