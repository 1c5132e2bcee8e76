import { describe, expect, it } from 'vitest';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Clock, Store } from '../../shared/ports.ts';
import { checkReadiness } from '../../shared/status/check-readiness.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { aReadingStore } from './reading-store.ts';

const input = { cells: [WHOLE_FLEET], region: 'local', tickMs: MINUTE, timeoutMs: 2000 };
const never = new Promise<never>(() => {});
const clockAt = (now: number, sleep: Clock['sleep'] = () => never): Clock => ({ now: () => now, sleep });
const storeAt = (slot: number | undefined) => aReadingStore({ slot, states: {}, ticks: [] }).store;

describe('checkReadiness', () => {
  it('finds no fault with a fresh tick', async () => {
    const deps = { store: storeAt(NOON), clock: clockAt(NOON + MINUTE) };
    expect(await checkReadiness(deps, input)).toEqual({ reasons: [], lastSlot: NOON });
  });

  it('names a tick that is too old, and its age', async () => {
    const deps = { store: storeAt(NOON), clock: clockAt(NOON + 10 * MINUTE) };
    expect(await checkReadiness(deps, input)).toEqual({
      reasons: [
        {
          code: 'tick_stale',
          message: 'The last tick was folded for a slot 10 min ago; one is due every 1 min.',
        },
      ],
      lastSlot: NOON,
    });
  });

  it('names other regions that are silent, which keep nobody from being ready', async () => {
    const slots: Readonly<Record<string, number>> = { local: NOON, 'eu-west-1': NOON, 'us-east-1': NOON - 10 * MINUTE };
    const readCursor: Store['readCursor'] = async ({ index }, region) => {
      const slot = slots[region];
      return slot === undefined ? undefined : { cell: String(index), region, slot, committedAt: slot };
    };
    const deps = { store: { readCursor } as unknown as Store, clock: clockAt(NOON + MINUTE) };
    const otherRegions = ['eu-west-1', 'us-east-1', 'sa-east-1'];
    expect(await checkReadiness(deps, { ...input, otherRegions })).toEqual({
      reasons: [],
      lastSlot: NOON,
      silentRegions: ['us-east-1', 'sa-east-1'],
    });
  });

  it('names it when there never was a tick', async () => {
    const { reasons } = await checkReadiness({ store: storeAt(undefined), clock: clockAt(NOON) }, input);
    expect(reasons).toMatchObject([{ code: 'no_tick_yet' }]);
  });

  it('names a store that throws, and hands the cause to whoever writes the log', async () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.7:8000');
    const store = { readCursor: () => Promise.reject(cause) } as unknown as Store;
    const readiness = await checkReadiness({ store, clock: clockAt(NOON) }, input);
    expect(readiness).toEqual({
      reasons: [{ code: 'store_unreachable', message: 'The store could not be read.' }],
      cause,
    });
  });

  it('does not wait for a store that never answers', async () => {
    const store = { readCursor: () => never } as unknown as Store;
    const { reasons } = await checkReadiness({ store, clock: clockAt(NOON, async () => {}) }, input);
    expect(reasons).toMatchObject([{ code: 'store_unreachable', message: 'The store did not answer within 2000 ms.' }]);
  });

  it('leaves no timer behind when the store has answered', async () => {
    let isStopped = false;
    const sleep: Clock['sleep'] = (_, signal) => {
      signal?.addEventListener('abort', () => {
        isStopped = true;
      });
      return never;
    };
    await checkReadiness({ store: storeAt(NOON), clock: clockAt(NOON, sleep) }, input);
    expect(isStopped).toBe(true);
  });
});
