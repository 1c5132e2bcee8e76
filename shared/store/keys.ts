/** How things are named in the table. Texts that sort as the instants do; all of them in UTC. */

import type { Remark } from '../domain/alerting/remark.ts';
import { compactIso, isoSeconds } from '../domain/time/calendar.ts';
import { type Cell, hashOf, hashRangeOf } from '../domain/time/slot.ts';

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

/** Those of all regions of a cell. */
export const cursorRange = (cell: string): KeyRange => ({ pk: 'CURSOR', from: `${cell}#`, to: `${cell}${BEHIND}` });

export function readCursorKey({ sk }: Key): { cell: string; region: string } {
  const at = sk.indexOf('#');
  return { cell: sk.slice(0, at), region: sk.slice(at + 1) };
}

/** `INCIDENT#2026-11` / `20261122T004820Z#rota`. */
export const incidentKey = (openedAt: number, monitorId: string): Key => ({
  pk: `INCIDENT#${monthOf(openedAt)}`,
  sk: `${compactIso(openedAt)}#${monitorId}`,
});

/** Where the incidents opened from `since` to `until` are: a range for each month, newest first. */
export function incidentRanges(since: number, until: number): KeyRange[] {
  const first = Math.ceil(since / SECOND_MS) * SECOND_MS;
  return monthRanges('INCIDENT', { first, until, sortsAs: compactIso(first) });
}

/** From `first`, which sorts as the text beside it, to the end of the month of `until`: newest month first. */
function monthRanges(
  name: string,
  { first, until, sortsAs }: { readonly first: number; readonly until: number; readonly sortsAs: string },
): KeyRange[] {
  const ranges: KeyRange[] = [];
  const oldest = monthOf(first);
  for (let month = monthOf(until); month >= oldest; month = monthBefore(month)) {
    ranges.push({ pk: `${name}#${month}`, from: `${month === oldest ? sortsAs : ''}#`, to: `9${BEHIND}` });
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

const OVERRIDES = 'OVERRIDE';

/** `OVERRIDE` / `7k3mq2`. */
export const overrideKey = (id: string): Key => ({ pk: OVERRIDES, sk: id });

/** All of them: ids are made of lower-case letters, digits and hyphens. */
export const overrideRange = (): KeyRange => ({ pk: OVERRIDES, from: '-', to: '~' });

/** To the millisecond: people may say two things within a second. */
const momentOf = (instant: number): string => new Date(instant).toISOString();

const remarksOf = (incidentId: string): string => `REMARK#${incidentId}`;

/**
 * `REMARK#rota-20261122T004820Z` / `2026-11-22T00:51:07.250Z#acknowledged#9c2f01aa`. The hash is that of who says what, so
 * that two people may speak in the same millisecond, and the same remark twice has one key.
 */
export const remarkKey = ({ incidentId, kind, at, by, text }: Remark): Key => ({
  pk: remarksOf(incidentId),
  sk: `${momentOf(at)}#${kind}#${hex(hashOf(JSON.stringify([by, text])))}`,
});

export const remarkRange = (incidentId: string): KeyRange => ({
  pk: remarksOf(incidentId),
  from: '#',
  to: `9${BEHIND}`,
});

/** `AUDIT#2026-11` / `2026-11-22T00:51:07.250Z#7k3mq2`. */
export const auditKey = (at: number, id: string): Key => ({ pk: `AUDIT#${monthOf(at)}`, sk: `${momentOf(at)}#${id}` });

/** Where the entries from `since` to `until` are: a range for each month, newest first. */
export const auditRanges = (since: number, until: number): KeyRange[] =>
  monthRanges('AUDIT', { first: since, until, sortsAs: momentOf(since) });

export const LINK_KEY: Key = { pk: 'KEY', sk: 'links' };
