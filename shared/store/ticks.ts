/** The log: ticks are appended once, never changed, and forgotten after a while. */
import type { Tick } from '../domain/checks/result.ts';
import { cellId } from '../domain/time/slot.ts';
import type { Clock, Store } from '../ports.ts';
import { decodeResults, encodeResults } from './encode-results.ts';
import { type Key, readTickKey, tickKey, tickRanges } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

const DAY_MS = 86_400_000;

interface TickItem extends Key, Pick<Tick, 'previous' | 'startedAt' | 'endedAt'> {
  readonly results: Uint8Array;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

const isFirst: Expression = { text: 'attribute_not_exists(pk)' };

/** The engine takes its time with deleting, up to days: what has expired is gone for us at once. */
const isNotExpired = (now: number): Expression => ({
  text: 'expiresAt > :nowSeconds',
  values: { ':nowSeconds': now / 1000 },
});

export function createTicks(
  requests: Requests,
  options: { readonly clock: Pick<Clock, 'now'>; readonly tickRetentionDays: number },
): Pick<Store, 'appendTick' | 'readTicks'> {
  const { clock, tickRetentionDays } = options;
  const retentionMs = tickRetentionDays * DAY_MS;

  return {
    async appendTick(tick) {
      const key = tickKey(tick.slot, tick.cell, tick.region);
      const expiresAt = Math.ceil((clock.now() + retentionMs) / 1000);
      const { previous, startedAt, endedAt } = tick;
      const item: TickItem = { ...key, previous, startedAt, endedAt, results: encodeResults(tick.results), expiresAt };
      if (await requests.put({ ...item }, isFirst)) return tick;
      const first = await requests.get<TickItem>(key);
      if (!first) throw new Error(`The tick ${key.pk} / ${key.sk} was there and is gone; was it deleted by hand?`);
      return tickOf(first);
    },

    async readTicks(cell, region, after, until) {
      // A day more than they are kept: a log that nobody has read for years is not looked for day by day.
      const earliest = Math.max(after, until - retentionMs - DAY_MS);
      const ticks: Tick[] = [];
      for (const range of tickRanges(cellId(cell), earliest, until)) {
        const items = await requests.query<TickItem>({ range, filter: isNotExpired(clock.now()) });
        ticks.push(...items.filter((item) => readTickKey(item).region === region).map(tickOf));
      }
      return ticks;
    },
  };
}

function tickOf(item: TickItem): Tick {
  const { previous, startedAt, endedAt, results } = item;
  return { ...readTickKey(item), previous, startedAt, endedAt, results: decodeResults(results) };
}
