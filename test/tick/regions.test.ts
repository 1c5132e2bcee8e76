/** Several regions on one real table: each runs the same tick, and together they open and close one incident. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIncident } from '../../shared/domain/state.ts';
import { aFleet, aMonitor, MINUTE, NOON } from '../domain/builders.ts';
import { type Answer, openWorld, type World } from './world.ts';

const REGIONS = ['eu', 'us', 'ap'];
const at = (minute: number): number => NOON + minute * MINUTE;

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.fleet = fleetOf(REGIONS);
});
afterEach(() => world.close());

const fleetOf = (regions: readonly string[], more = {}) =>
  aFleet({ monitors: [aMonitor({ policy: { failureThreshold: 2, recoveryThreshold: 2 } })], regions, ...more });

/** What a region does in a minute: it sees something, has lost its own way out, or does not run at all. */
type Turn = Answer | 'silent';

/** One minute of all regions, one after the other, as their schedules happen to fire. */
async function minute(index: number, turns: Readonly<Record<string, Turn>>): Promise<void> {
  for (const [region, turn] of Object.entries(turns)) {
    if (turn === 'silent') continue;
    world.answer(turn);
    await world.tick(at(index), { region });
  }
}

const minutes = async (from: number, until: number, turns: Readonly<Record<string, Turn>>): Promise<void> => {
  for (let index = from; index < until; index++) await minute(index, turns);
};

const state = async () => (await world.store.readState('rota'))?.state;
const incident = async () => {
  const now = await state();
  return now && openIncident(now);
};

const ALL_WELL = { eu: 'ok', us: 'ok', ap: 'ok' } as const;

describe('three regions', () => {
  it('open one incident when two of them see it, and say who sees what', async () => {
    await minutes(0, 2, ALL_WELL);
    await minutes(2, 6, { eu: 'broken', us: 'broken', ap: 'ok' });
    expect(await incident()).toMatchObject({ since: at(2), regions: { eu: 'down', us: 'down', ap: 'up' } });
    expect((await state())?.incidents).toHaveLength(1);
    await world.notify();
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall']);
    await minutes(6, 9, ALL_WELL);
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
    expect((await state())?.phase).toBe('up');
  });

  it('tell nobody of what one of them alone sees, and show it', async () => {
    await minutes(0, 2, ALL_WELL);
    await minutes(2, 12, { eu: 'broken', us: 'ok', ap: 'ok' });
    await world.notify();
    expect(world.told).toEqual([]);
    expect(await state()).toMatchObject({ phase: 'suspect', vantages: { eu: { phase: 'down' }, us: { phase: 'up' } } });
  });

  it('go on without one that has fallen silent: two intervals later it has no vote', async () => {
    await minutes(0, 2, ALL_WELL);
    await minutes(2, 8, { eu: 'broken', us: 'broken', ap: 'silent' });
    expect((await incident())?.regions).toEqual({ eu: 'down', us: 'down', ap: 'up' });
    await minutes(8, 10, { eu: 'ok', us: 'ok', ap: 'silent' });
    await minutes(10, 14, { eu: 'broken', us: 'broken', ap: 'silent' });
    expect((await incident())?.regions).toEqual({ eu: 'down', us: 'down', ap: 'silent' });
  });

  it('leave it to the last one that runs', async () => {
    await minutes(0, 2, ALL_WELL);
    await minutes(2, 3, { eu: 'broken', us: 'silent', ap: 'silent' });
    expect(await incident()).toBeUndefined();
    await minutes(3, 8, { eu: 'broken', us: 'silent', ap: 'silent' });
    expect((await incident())?.regions).toEqual({ eu: 'down', us: 'silent', ap: 'silent' });
  });

  it('are not misled by one that is cut off from the internet', async () => {
    await minutes(0, 2, ALL_WELL);
    await minutes(2, 12, { eu: 'egress lost', us: 'ok', ap: 'ok' });
    expect(await state()).toMatchObject({ phase: 'up' });
    await minutes(12, 16, { eu: 'egress lost', us: 'broken', ap: 'ok' });
    expect(await incident()).toBeUndefined();
    await minutes(16, 20, { eu: 'egress lost', us: 'broken', ap: 'broken' });
    expect(await incident()).toBeDefined();
  });

  it('are not disturbed by one that is slow: its results count for their own slots', async () => {
    await minutes(0, 2, ALL_WELL);
    for (let index = 2; index < 8; index++) {
      await minute(index, { eu: 'broken', us: 'ok' });
      // The tick of the minute before last arrives only now.
      world.answer('broken');
      if (index >= 4) await world.tick(at(index - 2), { region: 'ap', startSpreadMs: 5 * MINUTE });
    }
    expect(await incident()).toMatchObject({ regions: { eu: 'down', us: 'up', ap: 'down' } });
    expect((await state())?.incidents).toHaveLength(1);
  });

  it('agree also when they run at the very same moment', async () => {
    await minutes(0, 2, ALL_WELL);
    world.answer('broken');
    for (let index = 2; index < 6; index++) {
      await Promise.all(REGIONS.map((region) => world.tick(at(index), { region })));
    }
    expect((await state())?.incidents).toHaveLength(1);
    expect(Object.values((await state())?.vantages ?? {}).map(({ phase }) => phase)).toEqual(['down', 'down', 'down']);
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('forget one that is taken out of the file', async () => {
    await minutes(0, 4, { eu: 'ok', us: 'broken', ap: 'ok' });
    world.fleet = fleetOf(['eu', 'ap']);
    await minutes(4, 5, { eu: 'ok', ap: 'ok' });
    expect(await state()).toMatchObject({ phase: 'up' });
    expect(Object.keys((await state())?.vantages ?? {})).toEqual(['eu', 'ap']);
  });
});

describe('two regions', () => {
  beforeEach(() => {
    world.fleet = fleetOf(['eu', 'us']);
  });

  it('must agree as long as both run', async () => {
    await minutes(0, 10, { eu: 'broken', us: 'ok' });
    expect(await incident()).toBeUndefined();
    await minutes(10, 12, { eu: 'broken', us: 'broken' });
    expect(await incident()).toMatchObject({ regions: { eu: 'down', us: 'down' } });
  });

  it('need not where the file asks for one voice', async () => {
    world.fleet = fleetOf(['eu', 'us'], { quorum: 1 });
    await minutes(0, 3, { eu: 'broken', us: 'ok' });
    expect(await incident()).toMatchObject({ regions: { eu: 'down', us: 'up' } });
  });

  it('can open nothing alone where the file asks for two voices', async () => {
    world.fleet = fleetOf(['eu', 'us'], { quorum: 2 });
    await minutes(0, 10, { eu: 'broken', us: 'silent' });
    expect(await incident()).toBeUndefined();
  });
});
