/** How things are named in the table. Texts that sort as the instants do; all of them in UTC. */
import { compactIso, isoSeconds } from '../domain/calendar.ts';
import { type Cell, hashOf, hashRangeOf } from '../domain/slot.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An inclusive range of sort keys in one partition. */
export interface KeyRange {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** What follows `#` in the order of characters: a bound just behind everything that begins with `<text>#`. */
const BEHIND = '$';

const dateOf = (instant: number): string => isoSeconds(instant).slice(0, 10);
const timeOf = (instant: number): string => isoSeconds(instant).slice(11, 19);
const monthOf = (instant: number): string => isoSeconds(instant).slice(0, 7);

/** `TICK#2026-11-22#0of1` / `00:48:20#eu-west-1`. Throws when the slot is no whole second: two slots would share a key. */
export function tickKey(slot: number, cell: string, region: string): Key {
  if (slot % SECOND_MS !== 0) {
    throw new RangeError(`A slot must be a whole second, for example 1795308500000 ms, but this one is ${slot} ms.`);
  }
  return { pk: `TICK#${dateOf(slot)}#${cell}`, sk: `${timeOf(slot)}#${region}` };
}

export function readTickKey({ pk, sk }: Key): { slot: number; cell: string; region: string } {
  const date = pk.slice('TICK#'.length, 'TICK#yyyy-mm-dd'.length);
  const time = sk.slice(0, 'hh:mm:ss'.length);
  return {
    slot: Date.parse(`${date}T${time}Z`),
    cell: pk.slice('TICK#yyyy-mm-dd#'.length),
    region: sk.slice('hh:mm:ss#'.length),
  };
}

/** Where the ticks with `after < slot <= until` are: a range for each day, oldest first. */
export function tickRanges(cell: string, after: number, until: number): KeyRange[] {
  const first = (Math.floor(after / SECOND_MS) + 1) * SECOND_MS;
  const ranges: KeyRange[] = [];
  for (let from = first; from <= until; from = startOfNextDay(from)) {
    const to = Math.min(until, startOfNextDay(from) - 1);
    ranges.push({ pk: `TICK#${dateOf(from)}#${cell}`, from: `${timeOf(from)}#`, to: `${timeOf(to)}${BEHIND}` });
  }
  return ranges;
}

const startOfNextDay = (instant: number): number => (Math.floor(instant / DAY_MS) + 1) * DAY_MS;

export const STATES = 'STATE';

/** `STATE` / `9c2f01aa#rota`: the hash comes first, so that a cell is a range. */
export const stateKey = (monitorId: string): Key => ({ pk: STATES, sk: `${hex(hashOf(monitorId))}#${monitorId}` });

export const monitorIdOf = ({ sk }: Pick<Key, 'sk'>): string => sk.slice('hhhhhhhh#'.length);

export function stateRange(cell: Cell): KeyRange {
  const { first, last } = hashRangeOf(cell);
  return { pk: STATES, from: `${hex(first)}#`, to: `${hex(last)}${BEHIND}` };
}

const hex = (hash: number): string => hash.toString(16).padStart(8, '0');

/** `CURSOR` / `0of1#eu-west-1`. */
export const cursorKey = (cell: string, region: string): Key => ({ pk: 'CURSOR', sk: `${cell}#${region}` });

/** `INCIDENT#2026-11` / `20261122T004820Z#rota`. */
export const incidentKey = (openedAt: number, monitorId: string): Key => ({
  pk: `INCIDENT#${monthOf(openedAt)}`,
  sk: `${compactIso(openedAt)}#${monitorId}`,
});

/** Where the incidents opened from `since` to `until` are: a range for each month, newest first. */
export function incidentRanges(since: number, until: number): KeyRange[] {
  const ranges: KeyRange[] = [];
  const first = Math.ceil(since / SECOND_MS) * SECOND_MS;
  const oldest = monthOf(first);
  for (let month = monthOf(until); month >= oldest; month = monthBefore(month)) {
    const from = month === oldest ? compactIso(first) : '';
    ranges.push({ pk: `INCIDENT#${month}`, from: `${from}#`, to: `9${BEHIND}` });
  }
  return ranges;
}

function monthBefore(month: string): string {
  return monthOf(Date.parse(`${month}-01T00:00:00Z`) - DAY_MS);
}

const HEARTBEATS = 'HEARTBEAT';

/** `HEARTBEAT` / `nightly-backup`. */
export const heartbeatKey = (monitorId: string): Key => ({ pk: HEARTBEATS, sk: monitorId });

/** All of them: ids are made of lower-case letters, digits and hyphens. */
export const heartbeatRange = (): KeyRange => ({ pk: HEARTBEATS, from: '-', to: '~' });
