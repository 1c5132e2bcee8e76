import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { WHOLE_FLEET } from '../../../shared/domain/time/slot.ts';
import { DAY_MS, down, MINUTE_MS, NOON, REGION, SECOND_MS, tickAt, up } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function tickContract(subject: () => StoreUnderTest): void {
  const append = async (...slots: number[]) => {
    for (const slot of slots) await subject().store.appendTick(tickAt(slot));
  };
  const slotsBetween = async (after: number, until: number) => {
    const ticks = await subject().store.readTicks(WHOLE_FLEET, REGION, after, until);
    return ticks.map((tick) => tick.slot);
  };

  describe('the log of ticks', () => {
    it('gives back exactly what was appended', async () => {
      const tick = tickAt(NOON, {
        results: [
          up('rota'),
          down('tenant-api'),
          { monitorId: 'slow', verdict: 'degraded', totalMs: 900, failure: { code: 'too_slow', message: 'Slow.' } },
          { monitorId: 'odd', verdict: 'unknown', failure: { code: 'probe_error', message: 'Größe: 3 µs — 日本.' } },
        ],
      });
      expect(await subject().store.appendTick(tick)).toBe(tick);
      expect(await subject().store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON)).toEqual([tick]);
    });

    it('keeps the first tick of a slot and hands it to whoever appends another', async () => {
      const first = tickAt(NOON);
      const second = tickAt(NOON, { startedAt: NOON + 9000, results: [down('rota')] });
      await subject().store.appendTick(first);
      expect(await subject().store.appendTick(second)).toEqual(first);
      expect(await subject().store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON)).toEqual([first]);
    });

    it('lets one of two simultaneous ticks win, and both writers learn which', async () => {
      const rivals = [tickAt(NOON, { startedAt: NOON + 1 }), tickAt(NOON, { startedAt: NOON + 2 })];
      const [one, other] = await Promise.all(rivals.map((tick) => subject().store.appendTick(tick)));
      expect(one).toEqual(other);
      expect(rivals).toContainEqual(one);
    });

    it('reads after the one instant and up to the other, oldest first', async () => {
      await append(NOON + 2 * MINUTE_MS, NOON, NOON + MINUTE_MS, NOON + 3 * MINUTE_MS);
      expect(await slotsBetween(NOON, NOON + 2 * MINUTE_MS)).toEqual([NOON + MINUTE_MS, NOON + 2 * MINUTE_MS]);
      expect(await slotsBetween(NOON - 1, NOON)).toEqual([NOON]);
      expect(await slotsBetween(NOON, NOON)).toEqual([]);
    });

    it('reads across midnights, days at a time', async () => {
      const midnight = Date.parse('2026-11-20T00:00:00Z');
      const slots = [midnight - SECOND_MS, midnight, midnight + DAY_MS - SECOND_MS, midnight + DAY_MS, NOON];
      await append(...slots);
      expect(await slotsBetween(midnight - DAY_MS, NOON)).toEqual(slots);
      expect(await slotsBetween(midnight - SECOND_MS, midnight + DAY_MS)).toEqual(slots.slice(1, 4));
    });

    it('reads a log from its beginning when nothing was folded yet', async () => {
      await append(NOON - DAY_MS, NOON);
      expect(await slotsBetween(0, NOON)).toEqual([NOON - DAY_MS, NOON]);
    });

    it('keeps slots apart that are ten seconds from each other', async () => {
      await append(NOON, NOON + 10 * SECOND_MS, NOON + 20 * SECOND_MS);
      expect(await slotsBetween(NOON, NOON + 19 * SECOND_MS)).toEqual([NOON + 10 * SECOND_MS]);
    });

    it('refuses a slot that is no whole second', async () => {
      await expect(subject().store.appendTick(tickAt(NOON + 500))).rejects.toThrow(/must be a whole second/);
    });

    it('keeps cells and regions apart', async () => {
      const own = tickAt(NOON, { cell: '0of2' });
      for (const tick of [own, tickAt(NOON, { cell: '1of2' }), tickAt(NOON, { cell: '0of2', region: 'eu-west-2' })]) {
        expect(await subject().store.appendTick(tick)).toBe(tick);
      }
      expect(await subject().store.readTicks({ index: 0, count: 2 }, REGION, NOON - 1, NOON)).toEqual([own]);
    });

    it('forgets a tick when its days are over, however late the engine deletes it', async () => {
      await subject().with({ tickRetentionDays: 2 }).appendTick(tickAt(NOON));
      const at = (now: number) => subject().with({ clock: { now: () => now } });
      const justBefore = at(NOON + 2 * DAY_MS - SECOND_MS);
      expect(await justBefore.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON)).toHaveLength(1);
      expect(await at(NOON + 2 * DAY_MS).readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON)).toEqual([]);
    });

    it('reads on when there is more than one page', async () => {
      const slots = Array.from({ length: 8 }, (_, index) => NOON + index * MINUTE_MS);
      for (const slot of slots) {
        // Random text cannot be packed: some 190 KB an item, while a page has 1 MB.
        const results = Array.from({ length: 64 }, (_, index) =>
          down(`m${index}`, randomBytes(2048).toString('base64')),
        );
        await subject().store.appendTick(tickAt(slot, { results }));
      }
      expect(await slotsBetween(NOON - 1, NOON + DAY_MS)).toEqual(slots);
    });

    it('shortens the evidence of a tick that is too large, and drops no result', async () => {
      const results = Array.from({ length: 900 }, (_, index) => down(`m${index}`, randomBytes(768).toString('base64')));
      await subject().store.appendTick(tickAt(NOON, { results }));
      const [tick] = await subject().store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON);
      expect(tick?.results.map((result) => result.monitorId)).toEqual(results.map((result) => result.monitorId));
      expect(tick?.results.every((result) => result.failure?.code === 'unexpected_status')).toBe(true);
    });
  });
}
