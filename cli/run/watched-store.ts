/** A store that tells a listener of what has been written: the terminal shows what is on disk, and nothing else. */
import type { Tick } from '../../shared/domain/checks/result.ts';
import type { MonitorState } from '../../shared/domain/state.ts';
import type { Store } from '../../shared/ports.ts';

export interface StoreListener {
  addTick(tick: Tick): void;
  setState(monitorId: string, state: MonitorState): void;
  removeState(monitorId: string): void;
}

export function watchedStore(store: Store, listener: StoreListener): Store {
  return {
    ...store,
    async appendTick(tick) {
      const appended = await store.appendTick(tick);
      listener.addTick(appended);
      return appended;
    },
    async commitState(monitorId, next, expectedVersion) {
      const isCommitted = await store.commitState(monitorId, next, expectedVersion);
      if (isCommitted) listener.setState(monitorId, next.state);
      return isCommitted;
    },
    async deleteState(monitorId, expectedVersion) {
      const isDeleted = await store.deleteState(monitorId, expectedVersion);
      if (isDeleted) listener.removeState(monitorId);
      return isDeleted;
    },
  };
}
