import { describe, expect, it } from 'vitest';
import type { Override } from '../../../shared/domain/alerting/override.ts';
import { hushOn, type Surroundings } from '../../../shared/domain/alerting/suppression.ts';
import { initialState, type MonitorState } from '../../../shared/domain/state.ts';
import type { MaintenanceWindow } from '../../../shared/domain/time/maintenance.ts';
import { aMonitor, anIncident, MINUTE, NOON } from '../builders.ts';

const now = NOON + 5 * MINUTE;
const monitor = aMonitor({ group: 'Staff' });

const hush = (surroundings: Partial<Surroundings>, at = now, incident = anIncident()) =>
  hushOn(monitor, incident, { windows: [], overrides: [], parents: [], ...surroundings }, at);

const window = (name: string, minutes: number): MaintenanceWindow => ({
  kind: 'once',
  id: name,
  name,
  covers: 'everything',
  availability: 'excluded',
  from: NOON,
  to: NOON + minutes * MINUTE,
});

const override = (kind: Override['kind'], more: Partial<Override> = {}): Override => ({
  id: kind,
  kind,
  scope: { kind: 'group', name: 'Staff' },
  from: NOON,
  by: 'ada',
  ...more,
});

const parent = (phase: MonitorState['phase'], since = NOON) => ({
  id: 'gateway',
  name: 'Gateway',
  state: { ...initialState(since), phase },
});

describe('why nothing is said', () => {
  it('is the window that ends last', () => {
    expect(hush({ windows: [window('short', 10), window('long', 20)] })).toEqual({
      reason: 'in_maintenance',
      by: 'long',
      until: NOON + 20 * MINUTE,
    });
    expect(hush({ windows: [window('short', 5)] })).toBeUndefined();
  });

  it('is maintenance by hand, then a silence, with who and why', () => {
    const overrides = [override('silence', { note: 'noisy' }), override('maintenance', { until: now + MINUTE })];
    expect(hush({ overrides })).toEqual({ reason: 'in_maintenance', by: 'ada', until: now + MINUTE });
    expect(hush({ overrides: overrides.slice(0, 1) })).toEqual({ reason: 'silenced', by: 'ada: noisy' });
    expect(hush({ overrides: [override('silence', { scope: { kind: 'monitor', name: 'other' } })] })).toBeUndefined();
    expect(hush({ overrides: [override('silence', { until: now })] })).toBeUndefined();
  });

  it.each(['suspect', 'down', 'recovering'] as const)('is a parent that is %s', (phase) => {
    expect(hush({ parents: [parent('up'), parent(phase)] })).toEqual({ reason: 'parent_down', by: 'Gateway' });
  });

  it.each(['up', 'pending', 'paused'] as const)('is not a parent that has long been %s', (phase) => {
    expect(hush({ parents: [parent(phase, NOON - 60 * MINUTE)] })).toBeUndefined();
  });

  it('is a parent that has just come back, as long as the child may not have seen it', () => {
    const back = parent('up', NOON + 4 * MINUTE);
    // An interval, two retries and a timeout.
    const until = NOON + 7 * MINUTE + 10_000;
    expect(hush({ parents: [back] })).toEqual({ reason: 'parent_just_recovered', by: 'Gateway', until });
    expect(hush({ parents: [back] }, until)).toBeUndefined();
    const afterwards = anIncident({ since: NOON + 5 * MINUTE });
    expect(hush({ parents: [back] }, now, afterwards)).toBeUndefined();
  });
});
