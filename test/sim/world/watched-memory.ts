/** The table, with somebody who sees every change of it and knows who made it. */
import type { Mark } from '../../../shared/domain/alerting/notification.ts';
import type { Tick } from '../../../shared/domain/checks/result.ts';
import type { Cell } from '../../../shared/domain/time/slot.ts';
import type { Cursor, StateRow } from '../../../shared/ports.ts';
import { MemoryStore, type MemoryStoreOptions } from '../memory-store.ts';
import type { Invocation } from './invocation.ts';
import type { Record } from './record.ts';

export class WatchedMemory extends MemoryStore {
  readonly #record: Record;
  #actor: Invocation | undefined;

  constructor(record: Record, options: MemoryStoreOptions) {
    super(options);
    this.#record = record;
  }

  /** Does the work on behalf of a process. */
  as<T>(actor: Invocation, work: () => T): T {
    this.#actor = actor;
    try {
      return work();
    } finally {
      this.#actor = undefined;
    }
  }

  override appendTick(tick: Tick): Tick {
    const stored = super.appendTick(tick);
    if (stored === tick) this.#tell((by) => this.#record.tell('tickAppended', tick, by));
    return stored;
  }

  override commitState(...args: Parameters<MemoryStore['commitState']>): boolean {
    return this.#rowChange(args[0], () => super.commitState(...args));
  }

  override deleteState(...args: Parameters<MemoryStore['deleteState']>): boolean {
    return this.#rowChange(args[0], () => super.deleteState(...args));
  }

  override commitCursor(cursor: Cursor, expectedSlot: number | undefined): boolean {
    const before = this.table.cursors.get(`${cursor.cell}#${cursor.region}`);
    const isDone = super.commitCursor(cursor, expectedSlot);
    if (isDone) this.#tell((by) => this.#record.tell('cursorMoved', before, cursor, by));
    else this.#record.counts.conflicts += 1;
    return isDone;
  }

  override markMessage(monitorId: string, incidentId: string, key: string, mark: Mark): boolean {
    const isDone = super.markMessage(monitorId, incidentId, key, mark);
    this.#tell((by) => isDone && this.#record.tell('marked', key, mark, by));
    return isDone;
  }

  /** F22: a version to come has written what it alone understands; what this one knows is unchanged. */
  rewriteByNewerVersion({ monitorId, version, state, attention }: StateRow): void {
    const incidents = state.incidents.map((incident) => ({ ...incident, toCome: { weight: 3 } }));
    const newer = { ...state, incidents, toCome: [1, 2, 3] };
    super.commitState(monitorId, { state: newer, ...(attention !== undefined && { attention }) }, version);
  }

  /** What the region's cursor says, for those who judge. */
  cursorOf(cell: Cell, region: string): number {
    return this.readCursor(cell, region)?.slot ?? Number.NEGATIVE_INFINITY;
  }

  #rowChange(monitorId: string, change: () => boolean): boolean {
    const before = this.readState(monitorId);
    const isDone = change();
    const after = this.readState(monitorId);
    if (isDone) this.#tell((by) => this.#record.tell('rowChanged', before, after, by));
    else this.#record.counts.conflicts += 1;
    return isDone;
  }

  #tell(news: (by: Invocation) => void): void {
    if (this.#actor) news(this.#actor);
  }
}
