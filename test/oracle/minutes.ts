/**
 * What the clock on the wall of a zone shows in each minute, by asking `Intl` about each of them, and when it is put
 * forward or back. Nothing here comes from `shared/domain/`: this is what that is measured by.
 */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A time on the wall as a number that reads like it: 2026-03-29 02:30 is 202603290230. Later times are larger. */
export type Wall = number;

/** What the clock showed in each minute from an instant on, and the latest time that it had shown by then. */
export interface Minutes {
  readonly from: number;
  readonly walls: Float64Array;
  readonly latest: Float64Array;
}

export function readMinutes(zone: string, from: number, to: number): Minutes {
  const walls = new Float64Array(Math.round((to - from) / MINUTE));
  const latest = new Float64Array(walls.length);
  for (let index = 0; index < walls.length; index++) {
    walls[index] = wallAt(zone, from + index * MINUTE);
    latest[index] = Math.max(walls[index] ?? 0, latest[index - 1] ?? 0);
  }
  return { from, walls, latest };
}

/** The first instant that shows a time or a later one; undefined where it is not among these minutes. */
export function firstShowing({ from, latest }: Minutes, wall: Wall): number | undefined {
  let [low, high] = [0, latest.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((latest[middle] ?? 0) >= wall) high = middle;
    else low = middle + 1;
  }
  // At the first of the minutes, the clock may have shown it before.
  return low === 0 || low === latest.length ? undefined : from + low * MINUTE;
}

/** Every instant that shows exactly this time. */
export function allShowing({ from, walls }: Minutes, wall: Wall): number[] {
  const found: number[] = [];
  for (let index = 1; index < walls.length; index++) if (walls[index] === wall) found.push(from + index * MINUTE);
  return found;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function wallAt(zone: string, instant: number): Wall {
  let format = formats.get(zone);
  if (!format) {
    const digits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hourCycle: 'h23', year: 'numeric', ...digits });
    formats.set(zone, format);
  }
  const shown = format.format(instant);
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(shown)) throw new Error(`Intl wrote "${shown}", which is not read here.`);
  return Number(shown.slice(0, 4) + shown.slice(5, 7) + shown.slice(8, 10) + shown.slice(11, 13) + shown.slice(14, 16));
}

/** A change of the clocks: the first instant with the new offset, and what the clock showed or would have shown. */
export interface Change {
  readonly zone: string;
  readonly at: number;
  /** The time that the clock would have shown next, and the one that it did show. */
  readonly would: Wall;
  readonly did: Wall;
}

/** Every change of a zone between two instants, from a look at every twelfth hour and, where that differs, at minutes. */
export function changesOf(zone: string, from: number, to: number): Change[] {
  const found: Change[] = [];
  for (let at = from; at < to; at += DAY / 2) {
    const [old, next] = [aheadAt(zone, at), aheadAt(zone, at + DAY / 2)];
    if (old === next) continue;
    let change = at;
    while (aheadAt(zone, change) === old) change += MINUTE;
    found.push({ zone, at: change, would: wallOf(change + old), did: wallAt(zone, change) });
  }
  return found;
}

/** How far the clock is ahead of UTC, in ms. */
const aheadAt = (zone: string, instant: number): number => msOf(wallAt(zone, instant)) - instant;

/** A time on the wall as if it were one of UTC, to count days and minutes on. */
export function msOf(wall: Wall): number {
  const part = (unit: number, size: number): number => Math.floor(wall / unit) % size;
  return Date.UTC(part(1e8, 1e4), part(1e6, 100) - 1, part(1e4, 100), part(100, 100), part(1, 100));
}

export const wallOf = (ms: number): Wall => Number(new Date(ms).toISOString().replace(/\D/g, '').slice(0, 12));
