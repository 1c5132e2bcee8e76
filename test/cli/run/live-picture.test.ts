import { describe, expect, it } from 'vitest';
import { CHECKS_KEPT, createLivePicture } from '../../../cli/run/live-picture.ts';
import { stateLabel } from '../../../cli/screen/state-label.ts';
import type { Result, Tick } from '../../../shared/domain/checks/result.ts';
import type { MonitorState, Phase } from '../../../shared/domain/state.ts';
import { aMonitor, anIncident, aResult, NOON } from '../../domain/builders.ts';

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
  vantages: {},
  incidents: [],
  ...more,
});

function picture() {
  const changes: string[] = [];
  const live = createLivePicture([aMonitor()], NOON, (view, from) =>
    changes.push(`${from} → ${stateLabel(view).word}`),
  );
  return { ...live, changes, view: () => live.views()[0] };
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
    const since = { since: NOON, foldedUntil: NOON };
    const failures = { results: [{ slot: NOON, isFailure: true }] };
    setState('rota', state('suspect', { vantages: { local: { ...since, phase: 'suspect', trial: failures } } }));
    expect(view()?.streak).toEqual({ count: 1, of: 3 });
    const trial = { results: [{ slot: NOON, isFailure: false }] };
    const outage = { since: NOON, confirmedAt: NOON, checks: 3, failure: anIncident().failure };
    setState('rota', state('recovering', { vantages: { local: { ...since, phase: 'recovering', trial, outage } } }));
    expect(view()?.streak).toEqual({ count: 1, of: 2 });
  });

  it('tells of a change of state, not of what was known before this run, nor of a monitor that is gone', () => {
    const { setState, recall, changes } = picture();
    recall([tick(1, aResult('unknown'))], new Map([['rota', state('down')]]));
    setState('rota', state('down', { since: NOON + SECOND }));
    setState('rota', state('recovering'));
    setState('gone', state('pending'));
    expect(changes).toEqual(['down → recovering']);
  });

  it('tells of a check that is slow or can tell nothing, though neither is a change of state', () => {
    const { addTick, setState, changes } = picture();
    addTick(tick(1, aResult('up')));
    setState('rota', state('up'));
    for (const [index, verdict] of (['degraded', 'degraded', 'up', 'unknown', 'up'] as const).entries()) {
      addTick(tick(2 + index, aResult(verdict)));
    }
    expect(changes).toEqual(['pending → up', 'up → degraded', 'degraded → up', 'up → unknown', 'unknown → up']);
  });

  it('leaves it to the state to tell of a failure', () => {
    const { addTick, setState, changes } = picture();
    setState('rota', state('up'));
    addTick(tick(1, aResult('degraded')));
    addTick(tick(2, aResult('down')));
    setState('rota', state('suspect'));
    expect(changes).toEqual(['pending → up', 'up → degraded', 'degraded → suspect']);
  });
});
