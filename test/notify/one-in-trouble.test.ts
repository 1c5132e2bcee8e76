import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFleet, aMonitor, NOON } from '../domain/builders.ts';
import { openWorld, type World } from '../tick/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  const policy = { failureThreshold: 1 };
  world.fleet = aFleet({ monitors: [aMonitor({ policy }), aMonitor({ id: 'tenant-api', name: 'Tenants', policy })] });
});
afterEach(() => world.close());

describe('a monitor whose row cannot be read', () => {
  it('keeps nobody from being told of the others, and is told of in the next pass', async () => {
    world.answer('broken');
    await world.tick(NOON);
    const { store } = world;
    world.store = {
      ...store,
      readState: async (monitorId) => {
        if (monitorId === 'rota') throw new Error('the table refuses this one');
        return store.readState(monitorId);
      },
    };
    await world.notify();
    expect(world.told.map(({ eventId }) => eventId)).toEqual(['tenant-api-20261122T120000Z/down']);
    world.store = store;
    await world.notify();
    expect(world.told.map(({ eventId }) => eventId)).toContain('rota-20261122T120000Z/down');
    expect(world.told).toHaveLength(2);
  });
});
