import { expect, it } from 'vitest';
import { tellAvailability } from '../../shared/explain/availability.ts';
import { aFleet, MINUTE, NOON } from '../domain/builders.ts';
import { aWorld, depsOf } from './setting.ts';

const open = aWorld();

it('the log of a real table says for how much of a period each monitor was up', async () => {
  const world = await open();
  await world.ticks(NOON, ['ok', 'broken', 'broken', 'ok', 'ok']);
  world.clock.current = NOON + 5 * MINUTE;
  expect(await tellAvailability(depsOf(world), { agoMs: 60 * MINUTE })).toMatchObject({
    from: NOON,
    until: NOON + 5 * MINUTE,
    monitors: [{ monitorId: 'rota', percent: 60, downMs: 2 * MINUTE, noDataMs: 0, coveragePercent: 100 }],
  });
});

it('maintenance that the file declares not to count is left out', async () => {
  const window = { id: 'work', name: 'Work', covers: 'everything', availability: 'excluded', kind: 'once' } as const;
  const world = await open();
  world.fleet = aFleet({ maintenance: [{ ...window, from: NOON + MINUTE, to: NOON + 3 * MINUTE }] });
  await world.ticks(NOON, ['ok', 'broken', 'broken', 'ok', 'ok']);
  world.clock.current = NOON + 5 * MINUTE;
  const { monitors } = await tellAvailability(depsOf(world), { agoMs: 60 * MINUTE });
  expect(monitors).toMatchObject([{ percent: 100, downMs: 0, excludedMs: 2 * MINUTE }]);
});

it('a monitor that is not there is refused', async () => {
  const asking = tellAvailability(depsOf(await open()), { agoMs: MINUTE, monitorId: 'rotta' });
  await expect(asking).rejects.toThrow('There is no monitor "rotta".');
});
