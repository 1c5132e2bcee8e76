import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryOnLog } from '../../shared/explain/backtest.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, type World } from '../tick/world.ts';
import { depsOf } from './setting.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

it('the log of a real table is tried with other settings, and nothing in it is changed', async () => {
  await world.ticks(NOON, ['ok', 'broken', 'broken', 'ok', 'ok', 'broken', 'broken', 'broken', 'ok', 'ok']);
  const before = await world.store.readState('rota');
  const tried = await tryOnLog(depsOf(world), { agoMs: 60 * MINUTE, settings: { failureThreshold: 2 } });
  expect(tried).toMatchObject({
    from: NOON,
    checks: 10,
    asConfigured: { incidents: 1 },
    asTried: { incidents: 2 },
    onlyTried: 1,
    earlierMs: { median: MINUTE },
    byMonitor: [{ monitorId: 'rota' }],
  });
  expect(await world.store.readState('rota')).toEqual(before);
});

it('a monitor that is not there, and a time without a check, are refused', async () => {
  const settings = { failureThreshold: 2 };
  const trying = tryOnLog(depsOf(world), { agoMs: MINUTE, monitorId: 'rotta', settings });
  await expect(trying).rejects.toThrow(Refusal);
  await expect(tryOnLog(depsOf(world), { agoMs: MINUTE, settings })).rejects.toThrow('no check');
});
