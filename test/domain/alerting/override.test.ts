import { describe, expect, it } from 'vitest';
import {
  covers,
  isActive,
  type Override,
  overridesOn,
  type Scope,
  withOverrides,
} from '../../../shared/domain/alerting/override.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { aMonitor, MINUTE, NOON } from '../builders.ts';

const aPause = (override: Partial<Override> = {}): Override => ({
  id: '7k3mq2',
  kind: 'pause',
  scope: { kind: 'monitor', name: 'rota' },
  from: NOON,
  until: NOON + MINUTE,
  by: 'anna@desk',
  ...override,
});

describe('an override', () => {
  it('holds from its beginning until just before its end', () => {
    const held = [NOON - 1, NOON, NOON + MINUTE - 1, NOON + MINUTE].map((now) => isActive(aPause(), now));
    expect(held).toEqual([false, true, true, false]);
  });

  it('covers what its scope names', () => {
    const monitor = { id: 'rota', group: 'web', tags: ['eu', 'old'] };
    const scopes: Scope[] = [
      { kind: 'monitor', name: 'rota' },
      { kind: 'group', name: 'web' },
      { kind: 'tag', name: 'old' },
      { kind: 'everything' },
      { kind: 'monitor', name: 'web' },
      { kind: 'group', name: 'rota' },
      { kind: 'tag', name: 'web' },
    ];
    expect(scopes.map((scope) => covers(scope, monitor))).toEqual([true, true, true, true, false, false, false]);
    expect(covers({ kind: 'tag', name: 'eu' }, { id: 'rota' })).toBe(false);
  });

  it('that lasts longest comes first among those that hold', () => {
    const { until: _, ...endless } = aPause({ id: 'endless' });
    const overrides = [
      aPause({ id: 'short' }),
      endless,
      aPause({ id: 'long', until: NOON + 2 * MINUTE, scope: { kind: 'everything' } }),
      aPause({ id: 'later', from: NOON + 1 }),
      aPause({ id: 'other', kind: 'silence' }),
      aPause({ id: 'elsewhere', scope: { kind: 'group', name: 'web' } }),
    ];
    const ids = overridesOn(overrides, 'pause', { id: 'rota' }, NOON).map(({ id }) => id);
    expect(ids).toEqual(['endless', 'long', 'short']);
  });
});

describe('with overrides', () => {
  const rota = aMonitor();
  const desk = { ...aMonitor({ id: 'desk', group: 'web' }), tags: ['eu'] };
  const pausedInTheFile = aMonitor({ id: 'old', policy: { paused: true } });
  const monitors: Monitor[] = [rota, desk, pausedInTheFile];
  const paused = (overrides: Override[], now = NOON) =>
    withOverrides(monitors, overrides, now)
      .filter(({ policy }) => policy.paused)
      .map(({ id }) => id);

  it('a monitor is paused while a pause holds for it', () => {
    expect(paused([])).toEqual(['old']);
    expect(paused([aPause()])).toEqual(['rota', 'old']);
    expect(paused([aPause({ scope: { kind: 'tag', name: 'eu' } })])).toEqual(['desk', 'old']);
    expect(paused([aPause({ scope: { kind: 'everything' } })])).toEqual(['rota', 'desk', 'old']);
    expect(paused([aPause()], NOON + MINUTE)).toEqual(['old']);
    expect(paused([aPause({ from: NOON + 1 })])).toEqual(['old']);
  });

  it('a silence or maintenance pauses nothing', () => {
    expect(paused([aPause({ kind: 'silence' }), aPause({ kind: 'maintenance' })])).toEqual(['old']);
  });

  it('what no pause holds for is the same object, and nothing but the pause of the others is changed', () => {
    const watched = withOverrides(monitors, [aPause()], NOON);
    expect(watched[0]).toEqual({ ...rota, policy: { ...rota.policy, paused: true } });
    expect(watched[1]).toBe(desk);
    expect(watched[2]).toBe(pausedInTheFile);
  });
});
