import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFleet, aMonitor, MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, type World } from '../tick/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.fleet = aFleet({
    monitors: [
      aMonitor({ policy: { failureThreshold: 1, recoveryThreshold: 1 }, alert: { to: [], severity: 'info' } }),
    ],
    routes: [{ id: 'daily', match: {}, to: ['oncall'], digest: { at: '12:30', zone: 'UTC' } }],
  });
});
afterEach(() => world.close());

describe('the end of an outage, which a digest tells together with its beginning', () => {
  it('is not told without it: where the beginning cannot be claimed, both wait', async () => {
    world.answer('broken');
    await world.tick(NOON);
    world.answer('ok');
    await world.tick(NOON + MINUTE);
    world.clock.current = NOON + 31 * MINUTE;
    const { store } = world;
    world.store = {
      ...store,
      claimMessage: async (monitorId, incidentId, key, ...times) => {
        if (key.includes('/down/')) throw new Error('the table refuses this one');
        return store.claimMessage(monitorId, incidentId, key, ...times);
      },
    };
    await world.notify();
    expect(world.toldSoFar()).toEqual([]);
    world.store = store;
    world.clock.current += 2 * MINUTE;
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
  });
});
