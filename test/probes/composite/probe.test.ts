import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { createProbe } from '../../../shared/probes/index.ts';
import { aMonitor, anHttpTarget, MINUTE, NOON } from '../../domain/builders.ts';
import { openWorld, type World } from '../../tick/world.ts';

const member = (id: string): Monitor =>
  aMonitor({ id, target: anHttpTarget({ url: `https://rota.example.org/${id}` }) });
const composite: Monitor = aMonitor({
  id: 'web',
  name: 'Web servers',
  target: { kind: 'composite', members: ['web-1', 'web-2', 'web-3'], atLeast: 2 },
  assertions: [],
  policy: { failureThreshold: 1, recoveryThreshold: 1 },
  alert: { to: ['oncall'], severity: 'critical' },
});

let world: World;
beforeEach(async () => {
  const members = ['web-1', 'web-2', 'web-3'].map((id) => ({
    ...member(id),
    alert: { to: [], severity: 'info' as const },
  }));
  world = await openWorld({ monitors: [...members, composite] });
  const scripted = world.probe;
  const real = createProbe({ states: world.store });
  world.probe = (target, assertions, limits) =>
    (target.kind === 'composite' ? real : scripted)(target, assertions, limits);
});
afterEach(() => world.close());

async function minutes(from: number, count: number): Promise<void> {
  for (let minute = from; minute < from + count; minute++) await world.tick(NOON + minute * MINUTE);
  await world.notify();
}

describe('a composite in a run', () => {
  it('stays up while one member is down, and is told of once when two are', async () => {
    await minutes(0, 2);
    expect(await world.phase('web')).toBe('up');
    world.answer('broken', '/web-1');
    await minutes(2, 6);
    expect(await world.phase('web-1')).toBe('down');
    expect(await world.phase('web')).toBe('up');
    world.answer('broken', '/web-2');
    await minutes(8, 6);
    expect(await world.phase('web')).toBe('down');
    world.answer('ok', '/web-1');
    await minutes(14, 5);
    expect(await world.phase('web')).toBe('up');
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
    expect(world.told[0]?.notification.incident.failure.found).toBe('1 up');
  });

  it('is pending, not down, while nothing is known of its members', async () => {
    await minutes(0, 1);
    expect(await world.phase('web')).toBeUndefined();
  });
});
