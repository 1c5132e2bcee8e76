import { describe, expect, it } from 'vitest';
import { CHECKS_KEPT, createLivePicture } from '../../../cli/run/live-picture.ts';
import type { Result, Tick } from '../../../shared/domain/result.ts';
import { isDue } from '../../../shared/domain/slot.ts';
import type { MonitorState, Phase } from '../../../shared/domain/state.ts';
import { aMonitor, aResult, NOON } from '../../domain/builders.ts';

const SECOND = 1000;

const tick = (second: number, ...results: Result[]): Tick => ({
  slot: NOON + second * SECOND,
  previous: NOON + (second - 1) * SECOND,
  cell: '0of1',
  region: 'local',
  startedAt: NOON + second * SECOND,
  endedAt: NOON + second * SECOND,
  results,
});

const state = (phase: Phase, more: Partial<MonitorState> = {}): MonitorState => ({
  phase,
  since: NOON,
  foldedUntil: NOON,
  incidents: [],
  ...more,
});

function picture() {
  const changes: string[] = [];
  const live = createLivePicture([aMonitor()], { startedAt: NOON, tickMs: SECOND }, (view, from) =>
    changes.push(`${from} → ${view.phase}`),
  );
  return { ...live, changes, view: () => live.views(NOON)[0] };
}

describe('the picture of a running Nightjar', () => {
  it('begins with monitors of which nothing is known', () => {
    expect(picture().view()).toMatchObject({
      id: 'rota',
      name: 'Staff rota',
      phase: 'pending',
      since: NOON,
      checks: [],
    });
  });

  it('knows when a monitor is checked for the first time, which is once in every interval', () => {
    const at = picture().view()?.firstCheckAt ?? 0;
    const { id, policy } = aMonitor();
    expect(isDue(id, policy, false, at, SECOND)).toBe(true);
    expect(at - NOON).toBeGreaterThanOrEqual(0);
    expect(at - NOON).toBeLessThan(policy.intervalMs);
  });

  it('puts a check that hung where it belongs, and counts none twice', () => {
    const { addTick, view } = picture();
    addTick(tick(1, aResult('up')));
    addTick(tick(3, aResult('up')));
    addTick(tick(2, aResult('down')));
    addTick(tick(2, aResult('down')));
    expect(view()?.checks.map((check) => check.verdict)).toEqual(['up', 'down', 'up']);
  });

  it('keeps no more checks than can be shown', () => {
    const { addTick, view } = picture();
    for (let second = 0; second < CHECKS_KEPT + 5; second++) addTick(tick(second, aResult('up')));
    expect(view()?.checks).toHaveLength(CHECKS_KEPT);
  });

  it('says why the last check was not up, until one is', () => {
    const { addTick, view } = picture();
    addTick(tick(1, aResult('down')));
    expect(view()?.reason).toBe('Expected status 200-299, got 503.');
    addTick(tick(2, aResult('up')));
    expect(view()?.reason).toBeUndefined();
  });

  it('counts towards the threshold that is being waited for', () => {
    const { setState, view } = picture();
    const streak = { count: 1, firstSlot: NOON, lastSlot: NOON };
    setState('rota', state('suspect', { streak }));
    expect(view()?.streak).toEqual({ count: 1, of: 3 });
    setState('rota', state('recovering', { streak }));
    expect(view()?.streak).toEqual({ count: 1, of: 2 });
  });

  it('tells of a change of phase, not of what was known before this run, nor of a monitor that is gone', () => {
    const { setState, recallState, changes } = picture();
    recallState('rota', state('down'));
    setState('rota', state('down', { since: NOON + SECOND }));
    setState('rota', state('recovering'));
    setState('gone', state('pending'));
    expect(changes).toEqual(['down → recovering']);
  });
});
