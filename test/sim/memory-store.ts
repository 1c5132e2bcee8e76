/**
 * The store in memory, for the simulator: what the table promises and nothing more, without an engine, a request or a
 * byte. Each method does its work at once and in one piece, as one guarded write of one item does, and hands out plain
 * data that nobody may change. `test/contract/store.memory.test.ts` holds it against the same suite as the engines.
 */

import type { Mark, Marks } from '../../shared/domain/alerting/notification.ts';
import type { Override } from '../../shared/domain/alerting/override.ts';
import type { Remark } from '../../shared/domain/alerting/remark.ts';
import { scopeText } from '../../shared/domain/alerting/scope.ts';
import type { Beat, Heartbeat } from '../../shared/domain/checks/heartbeat.ts';
import type { Tick } from '../../shared/domain/checks/result.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { tidings } from '../../shared/domain/state.ts';
import { type Cell, cellId, hashOf, hashRangeOf } from '../../shared/domain/time/slot.ts';
import type { AuditEntry, Clock, Cursor, StateRow } from '../../shared/ports.ts';
import { noteBeat } from './memory-beats.ts';

const DAY_MS = 86_400_000;

interface Log {
  /** By slot, oldest first. */
  readonly ticks: { readonly tick: Tick; readonly expiresAt: number }[];
}

interface Row {
  readonly hash: number;
  readonly stored: StateRow;
  /** Those of incidents that are held no longer stay until the last incident goes; nobody is shown them. */
  readonly marks: Marks;
}

/** Everything that is in the table. */
export class MemoryTable {
  readonly logs = new Map<string, Log>();
  readonly cursors = new Map<string, Cursor>();
  readonly rows = new Map<string, Row>();
  readonly incidents = new Map<string, { readonly version: number; readonly incident: Incident }>();
  readonly beats = new Map<string, Heartbeat>();
  readonly overrides = new Map<string, Override>();
  readonly remarks = new Map<string, Remark[]>();
  readonly audit: AuditEntry[] = [];
  /** The rows in the order of their hashes; made anew when one comes or goes. */
  sorted: readonly Row[] | undefined;
}

export interface MemoryStoreOptions {
  readonly clock?: Pick<Clock, 'now'>;
  readonly tickRetentionDays?: number;
  readonly table?: MemoryTable;
}

/** The methods of `Store` and `Logbook`, without the promises. */
export class MemoryStore {
  readonly table: MemoryTable;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #retentionMs: number;

  constructor({ clock = Date, tickRetentionDays = 14, table = new MemoryTable() }: MemoryStoreOptions = {}) {
    this.table = table;
    this.#clock = clock;
    this.#retentionMs = tickRetentionDays * DAY_MS;
  }

  appendTick(tick: Tick): Tick {
    if (tick.slot % 1000 !== 0) throw new RangeError(`A slot must be a whole second, but this one is ${tick.slot} ms.`);
    const { ticks } = this.#log(tick.cell, tick.region);
    const at = firstAfter(ticks, tick.slot - 1);
    const there = ticks[at];
    if (there?.tick.slot === tick.slot) return there.tick;
    ticks.splice(at, 0, { tick: { ...tick }, expiresAt: this.#clock.now() + this.#retentionMs });
    return tick;
  }

  readTicks(cell: Cell, region: string, after: number, until: number): Tick[] {
    const { ticks } = this.#log(cellId(cell), region);
    const now = this.#clock.now();
    const found: Tick[] = [];
    for (let at = firstAfter(ticks, after); at < ticks.length; at++) {
      const entry = ticks[at];
      if (!entry || entry.tick.slot > until) break;
      if (entry.expiresAt > now) found.push(entry.tick);
    }
    return found;
  }

  readCursor(cell: Cell, region: string): Cursor | undefined {
    return this.table.cursors.get(`${cellId(cell)}#${region}`);
  }

  readCursors(cell: Cell): Cursor[] {
    return [...this.table.cursors.values()].filter((cursor) => cursor.cell === cellId(cell));
  }

  commitCursor(cursor: Cursor, expectedSlot: number | undefined): boolean {
    const key = `${cursor.cell}#${cursor.region}`;
    if (this.table.cursors.get(key)?.slot !== expectedSlot) return false;
    this.table.cursors.set(key, cursor);
    return true;
  }

  readStates(cell: Cell): StateRow[] {
    const { first, last } = hashRangeOf(cell);
    this.table.sorted ??= [...this.table.rows.values()].sort(byHash);
    const found: StateRow[] = [];
    for (const { hash, stored } of this.table.sorted) if (first <= hash && hash <= last) found.push(stored);
    return found;
  }

  readState(monitorId: string): StateRow | undefined {
    return this.table.rows.get(monitorId)?.stored;
  }

  commitState(
    monitorId: string,
    { state, attention }: Pick<StateRow, 'state'> & { readonly attention?: number },
    expectedVersion: number,
  ): boolean {
    const row = this.table.rows.get(monitorId);
    if ((row?.stored.version ?? 0) !== expectedVersion) return false;
    const marks = tidings(state).length === 0 ? {} : (row?.marks ?? {});
    const version = expectedVersion + 1;
    this.#put({ monitorId, version, state, ...(attention !== undefined && { attention }), marks }, marks);
    return true;
  }

  deleteState(monitorId: string, expectedVersion: number): boolean {
    if (this.table.rows.get(monitorId)?.stored.version !== expectedVersion) return false;
    this.table.sorted = undefined;
    return this.table.rows.delete(monitorId);
  }

  readAttention(): string[] {
    const waiting: StateRow[] = [];
    for (const { stored } of this.table.rows.values()) if (stored.attention !== undefined) waiting.push(stored);
    waiting.sort((a, b) => (a.attention ?? 0) - (b.attention ?? 0));
    return waiting.map(({ monitorId }) => monitorId);
  }

  claimMessage(monitorId: string, incidentId: string, key: string, now: number, until: number): boolean {
    const row = this.#holding(monitorId, incidentId);
    const mark = row?.marks[key];
    if (!row || (mark && !isFree(mark, now))) return false;
    this.#put(row.stored, { ...row.marks, [key]: { attempts: (mark?.attempts ?? 0) + 1, claimedUntil: until } });
    return true;
  }

  markMessage(monitorId: string, incidentId: string, key: string, mark: Mark): boolean {
    const row = this.#holding(monitorId, incidentId);
    if (!row || row.marks[key]?.sentAt !== undefined) return false;
    this.#put(row.stored, { ...row.marks, [key]: { ...mark } });
    return true;
  }

  putIncident(incident: Incident, version: number): void {
    const key = `${incident.openedAt}#${incident.monitorId}`;
    const there = this.table.incidents.get(key);
    if (!there || there.version < version) this.table.incidents.set(key, { version, incident });
  }

  readIncidents(since: number): Incident[] {
    const found = [...this.table.incidents.values()].map(({ incident }) => incident);
    return found.filter(({ openedAt }) => openedAt >= since).sort((a, b) => b.openedAt - a.openedAt);
  }

  recordBeat(monitorId: string, beat: Beat): boolean {
    return noteBeat(this.table.beats, monitorId, beat);
  }

  deleteBeat(monitorId: string, before: number): boolean {
    const { lastStartAt = 0, lastBeatAt = 0, lastFailAt = 0 } = this.table.beats.get(monitorId) ?? {};
    if (Math.max(lastStartAt, lastBeatAt, lastFailAt) > before) return false;
    this.table.beats.delete(monitorId);
    return true;
  }

  readBeats(): ReadonlyMap<string, Heartbeat> {
    return new Map(this.table.beats);
  }

  putOverride(override: Override): void {
    const there = this.table.overrides.get(override.id) ?? override;
    if (there.kind !== override.kind || scopeText(there.scope) !== scopeText(override.scope)) {
      throw new Error(`The id ${override.id} belongs to another override.`);
    }
    this.table.overrides.set(override.id, override);
  }

  readOverrides(now: number): Override[] {
    return [...this.table.overrides.values()].filter(({ until }) => until === undefined || until > now);
  }

  liftOverride(id: string): boolean {
    return this.table.overrides.delete(id);
  }

  addRemark(remark: Remark): void {
    const said = this.table.remarks.get(remark.incidentId) ?? [];
    const isThere = said.some((other) => JSON.stringify(other) === JSON.stringify(remark));
    if (!isThere)
      this.table.remarks.set(
        remark.incidentId,
        [...said, remark].sort((a, b) => a.at - b.at),
      );
  }

  readRemarks(incidentId: string): Remark[] {
    return [...(this.table.remarks.get(incidentId) ?? [])];
  }

  appendAudit(entry: AuditEntry): void {
    const isThere = this.table.audit.some(({ at, id }) => at === entry.at && id === entry.id);
    if (!isThere) this.table.audit.push(entry);
  }

  readAudit(since: number): AuditEntry[] {
    const kept = this.#clock.now() - 400 * DAY_MS;
    return this.table.audit.filter(({ at }) => at >= since && at > kept).sort((a, b) => b.at - a.at);
  }

  #log(cell: string, region: string): Log {
    const key = `${cell}#${region}`;
    const known = this.table.logs.get(key);
    if (known) return known;
    const made: Log = { ticks: [] };
    this.table.logs.set(key, made);
    return made;
  }

  #holding(monitorId: string, incidentId: string): Row | undefined {
    const row = this.table.rows.get(monitorId);
    return row && tidings(row.stored.state).some(({ id }) => id === incidentId) ? row : undefined;
  }

  #put(row: StateRow, marks: Marks): void {
    const { monitorId } = row;
    const hash = this.table.rows.get(monitorId)?.hash ?? hashOf(monitorId);
    this.table.rows.set(monitorId, { hash, stored: { ...row, marks: heldOf(row, marks) }, marks });
    this.table.sorted = undefined;
  }
}

const isFree = (mark: Mark, now: number): boolean =>
  mark.sentAt === undefined &&
  mark.gaveUp === undefined &&
  (mark.claimedUntil === undefined || mark.claimedUntil <= now) &&
  (mark.retryAt === undefined || mark.retryAt <= now);

function heldOf({ state }: StateRow, marks: Marks): Marks {
  const held = tidings(state);
  if (held.length === 0) return {};
  const isHeld = (key: string): boolean => held.some(({ id }) => key.startsWith(`${id}/`));
  return Object.fromEntries(Object.entries(marks).filter(([key]) => isHeld(key)));
}

const byHash = (a: Row, b: Row): number => a.hash - b.hash || (a.stored.monitorId < b.stored.monitorId ? -1 : 1);

/** The index of the first tick of a later slot. */
function firstAfter(ticks: Log['ticks'], slot: number): number {
  let at = ticks.length;
  // What is asked for is nearly always at the end.
  for (let step = 0; step < 8 && at > 0 && (ticks[at - 1]?.tick.slot ?? 0) > slot; step++) at -= 1;
  if (at === 0 || (ticks[at - 1]?.tick.slot ?? 0) <= slot) return at;
  let low = 0;
  while (low < at) {
    const middle = (low + at) >> 1;
    if ((ticks[middle]?.tick.slot ?? 0) > slot) at = middle;
    else low = middle + 1;
  }
  return low;
}
