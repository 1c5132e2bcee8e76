import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../shared/ports.ts';
import { aFleet, aMonitor, anHttpTarget, httpOf, MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const at = (minute: number): number => NOON + minute * MINUTE;

/** The store with one operation replaced, for the length of the test. */
const withFault = (fault: Partial<Store>): void => {
  world.store = { ...world.store, ...fault };
};

describe('a tick', () => {
  it('probes what is due, keeps what it saw, and moves the cursor', async () => {
    const outcome = await world.tick(at(0));
    expect(outcome).toMatchObject({ isDuplicate: false, foldedSlots: [at(0)], isOvertaken: false });
    expect(outcome.changes).toEqual([{ monitorId: 'rota', from: 'pending', to: 'up' }]);
    const [tick] = await world.store.readTicks({ index: 0, count: 1 }, 'test', at(-1), at(0));
    expect(tick?.results).toEqual([{ monitorId: 'rota', verdict: 'up', totalMs: 12 }]);
    expect((await world.store.readCursor({ index: 0, count: 1 }, 'test'))?.slot).toBe(at(0));
  });

  it('goes from up over suspect to down and back, and raises attention at both ends', async () => {
    await world.ticks(at(0), ['ok', 'broken', 'broken']);
    expect(await world.phase()).toBe('suspect');
    expect(await world.store.readAttention()).toEqual([]);
    await world.ticks(at(3), ['broken']);
    expect(await world.phase()).toBe('down');
    expect(await world.store.readAttention()).toEqual(['rota']);
    await world.ticks(at(4), ['ok']);
    expect(await world.phase()).toBe('recovering');
    await world.ticks(at(5), ['ok']);
    expect(await world.phase()).toBe('up');
  });

  it('writes no state in the steady state', async () => {
    await world.ticks(at(0), ['ok']);
    const before = await world.store.readState('rota');
    await world.ticks(at(1), ['ok', 'ok', 'egress lost', 'ok']);
    expect(await world.store.readState('rota')).toEqual(before);
  });

  it('changes nothing when its slot was run already, and publishes nothing', async () => {
    await world.ticks(at(0), ['ok', 'broken']);
    world.answer('ok');
    const again = await world.tick(at(1));
    expect(again.isDuplicate).toBe(true);
    expect(again.tick.results[0]?.verdict).toBe('down');
    expect(await world.phase()).toBe('suspect');
    expect(world.published.map((measure) => measure.tick.slot)).toEqual([at(0), at(1)]);
  });

  it('folds by slot, not by arrival: a tick waits for its predecessor, which then folds both', async () => {
    await world.ticks(at(0), ['ok']);
    world.answer('broken');
    const early = await world.tick(at(2));
    expect(early.foldedSlots).toEqual([]);
    const late = await world.tick(at(1));
    expect(late.foldedSlots).toEqual([at(1), at(2)]);
    await world.tick(at(3));
    expect(await world.phase()).toBe('down');
  });

  it('goes on without a predecessor that can no longer come, and keeps it for history if it does', async () => {
    await world.ticks(at(0), ['ok']);
    await world.tick(at(2));
    world.clock.current = at(5);
    expect((await world.tick(at(3))).foldedSlots).toEqual([at(2), at(3)]);
    world.answer('broken');
    expect((await world.tick(at(1))).foldedSlots).toEqual([]);
    expect(await world.phase()).toBe('up');
    expect(await world.store.readTicks({ index: 0, count: 1 }, 'test', at(0), at(3))).toHaveLength(3);
  });

  it('folds at once over the gap of a runner that is alone', async () => {
    await world.ticks(at(0), ['ok']);
    expect((await world.tick(at(60), { aloneSince: at(60) - 1 })).foldedSlots).toEqual([at(60)]);
  });

  it('looks at a new monitor at once, at a healthy one in its turn, and at a suspect every retry interval', async () => {
    world.fleet = { ...world.fleet, monitors: [aMonitor({ policy: { intervalMs: 5 * MINUTE } })] };
    await world.ticks(at(0), ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', ...Array<'broken'>(8).fill('broken')]);
    const probed = world.published.map((measure) => measure.tick.results.length).join('');
    // One turn in five minutes; from the first failure on every minute, until three have failed.
    expect(probed).toMatch(/^1(?=.{13}$)/);
    expect(probed.slice(6)).toMatch(/^0*111/);
    expect(probed.slice(1, 6).replaceAll('0', '')).toBe('1');
  });

  it('publishes its lag and its duration, and does not mind when that fails', async () => {
    await world.tick(at(0));
    expect(world.published[0]).toMatchObject({ lagMs: 1000, durationMs: 0 });
    world.publish = async () => {
      throw new Error('throttled');
    };
    await expect(world.tick(at(1))).resolves.toMatchObject({ foldedSlots: [at(1)] });
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('metrics') }),
    );
  });

  it('says unknown, and goes on, when the probe itself fails', async () => {
    world.probe = async () => {
      throw new Error('a fault of ours');
    };
    const { tick } = await world.tick(at(0));
    expect(tick.results[0]).toMatchObject({ verdict: 'unknown', failure: { code: 'probe_error' } });
  });

  it('keeps what a secret was out of everything that a target echoes', async () => {
    const monitor = aMonitor();
    world.fleet = {
      ...world.fleet,
      monitors: [{ ...monitor, target: anHttpTarget({ auth: { bearer: '${env:TOKEN}' } }) }],
    };
    world.probe = async (target) => {
      expect(httpOf(target).auth).toEqual({ bearer: 'swordfish' });
      throw new Error('Bearer swordfish was refused');
    };
    const { tick } = await world.tick(at(0));
    expect(JSON.stringify(tick)).not.toContain('swordfish');
    expect(tick.results[0]?.failure?.message).toContain('Bearer •••');
  });
});

describe('a tick that dies or loses a race', () => {
  it('leaves a log entry that the next tick folds', async () => {
    const { commitState } = world.store;
    await world.ticks(at(0), ['ok', 'broken', 'broken']);
    withFault({ commitState: () => Promise.reject(new Error('killed')) });
    await expect(world.tick(at(3))).rejects.toThrow('killed');
    withFault({ commitState });
    expect((await world.tick(at(4))).foldedSlots).toEqual([at(3), at(4)]);
    expect((await world.store.readState('rota'))?.state.incidents).toHaveLength(1);
  });

  it('repeats a fold whose cursor was not committed, without another effect', async () => {
    const { commitCursor } = world.store;
    await world.ticks(at(0), ['ok', 'broken', 'broken']);
    withFault({ commitCursor: () => Promise.reject(new Error('killed')) });
    await expect(world.tick(at(3))).rejects.toThrow('killed');
    withFault({ commitCursor });
    const before = await world.store.readState('rota');
    expect((await world.tick(at(4))).foldedSlots).toEqual([at(3), at(4)]);
    expect(await world.store.readState('rota')).toEqual(before);
  });

  it('reads again when a row has changed under it', async () => {
    await world.ticks(at(0), ['ok', 'broken', 'broken', 'broken']);
    world.answer('ok');
    const { appendTick } = world.store;
    // The notifier lets go of the row while this tick is under way.
    withFault({
      appendTick: async (tick) => {
        await world.notify();
        return appendTick(tick);
      },
    });
    expect(await world.tick(at(4))).toMatchObject({ foldedSlots: [at(4)], isOvertaken: false });
    expect(await world.phase()).toBe('recovering');
    expect(await world.store.readAttention()).toEqual([]);
  });

  it('loses nothing and invents nothing when two runs of each slot go on at once', async () => {
    for (let minute = 0; minute < 12; minute++) {
      world.answer(minute >= 3 && minute < 8 ? 'broken' : 'ok');
      await Promise.all([world.tick(at(minute)), world.tick(at(minute)), world.notify()]);
    }
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
    expect(await world.phase()).toBe('up');
  });
});

describe('a change of monitors.yaml', () => {
  it('closes the incident of a removed monitor, tells who was told, and then forgets the monitor', async () => {
    await world.ticks(at(0), ['broken', 'broken', 'broken']);
    await world.notify();
    world.fleet = { ...world.fleet, monitors: [] };
    await world.tick(at(3));
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'closed oncall']);
    await world.tick(at(4));
    expect(await world.store.readState('rota')).toBeUndefined();
  });

  it('does not forget a removed monitor before its end was told', async () => {
    await world.ticks(at(0), ['broken', 'broken', 'broken']);
    await world.notify();
    world.fleet = { ...world.fleet, monitors: [] };
    for (const minute of [3, 4, 5]) await world.tick(at(minute));
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'closed oncall']);
  });

  it('closes the incident of a paused monitor, and does not probe it', async () => {
    await world.ticks(at(0), ['broken', 'broken', 'broken']);
    await world.notify();
    world.fleet = { ...world.fleet, monitors: [aMonitor({ policy: { paused: true } })] };
    expect((await world.tick(at(3))).tick.results).toEqual([]);
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'closed oncall']);
    expect(await world.phase()).toBe('paused');
  });

  it('lowers the threshold in the middle of a suspicion', async () => {
    await world.ticks(at(0), ['ok', 'broken']);
    world.fleet = { ...world.fleet, monitors: [aMonitor({ policy: { failureThreshold: 2 } })] };
    await world.ticks(at(2), ['broken']);
    expect(await world.phase()).toBe('down');
  });

  it('carries on with a renamed monitor, and says the old name of the old incident', async () => {
    await world.ticks(at(0), ['broken', 'broken', 'broken']);
    world.fleet = { ...world.fleet, monitors: [aMonitor({ name: 'Rota of the staff' })] };
    await world.ticks(at(3), ['ok', 'ok']);
    await world.notify();
    expect(world.told.map(({ notification }) => notification.incident.monitorName)).toEqual([
      'Staff rota',
      'Staff rota',
    ]);
  });
});

describe('a monitor that another one depends on', () => {
  it('is looked at as often as its child while that is suspect', async () => {
    const parent = aMonitor({ id: 'gateway', policy: { intervalMs: 10 * MINUTE } });
    const child = aMonitor({
      id: 'child',
      dependsOn: ['gateway'],
      target: anHttpTarget({ url: 'https://a.example/child' }),
    });
    world.fleet = aFleet({ monitors: [parent, child] });
    const probed = async (minute: number): Promise<string[]> =>
      (await world.tick(at(minute))).tick.results.map(({ monitorId }) => monitorId);
    for (let minute = 0; minute < 12; minute++) await probed(minute);
    world.answer('broken', '/child');
    await probed(12);
    expect(await probed(13)).toContain('gateway');
    expect(await probed(14)).toContain('gateway');
  });
});
