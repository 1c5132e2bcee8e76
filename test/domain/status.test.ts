import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../shared/domain/checks/failure.ts';
import type { MonitorState } from '../../shared/domain/state.ts';
import {
  type MonitorStatus,
  overallStatus,
  type PublicFleet,
  publicFleet,
  publicStatus,
} from '../../shared/domain/status.ts';
import { aSeen, aState } from '../status/seen-builder.ts';
import { aFleet, aMonitor, anIncident, aResult, MINUTE, NOON } from './builders.ts';

const AT_NOON = { now: NOON + 1000, tickMs: MINUTE };
const FLEET: PublicFleet = {
  title: 'Status',
  monitors: [{ id: 'rota', name: 'Rota', intervalMs: MINUTE, paused: false }],
};

const seenWith = (state: Partial<MonitorState>, ...perTick: Parameters<typeof aResult>[0][]) =>
  aSeen({ rota: aState(state) }, ...perTick.map((verdict) => [aResult(verdict)]));
const viewOf = (seen: ReturnType<typeof aSeen>, fleet = FLEET) => publicStatus(fleet, seen, AT_NOON).monitors[0];

describe('publicFleet', () => {
  it('holds the public name and group of public monitors and nothing of the others', () => {
    const fleet = aFleet({
      statusPage: { title: 'Hospital services', url: 'https://status.example.org' },
      monitors: [
        aMonitor({ id: 'rota', name: 'rota-prod-eu1', group: 'team-blue', public: { name: 'Rota', group: 'Staff' } }),
        aMonitor({ id: 'ledger-rls' }),
      ],
    });
    expect(publicFleet(fleet)).toEqual({
      title: 'Hospital services',
      monitors: [{ id: 'rota', name: 'Rota', group: 'Staff', intervalMs: MINUTE, paused: false }],
    });
  });

  it('leaves the group out where only operators have one', () => {
    const fleet = aFleet({ monitors: [aMonitor({ group: 'team-blue', public: { name: 'Rota' } })] });
    expect(publicFleet(fleet).monitors[0]).not.toHaveProperty('group');
  });
});

describe('the status of a monitor', () => {
  const incidents = [anIncident({ since: NOON - 4 * MINUTE, openedAt: NOON - 2 * MINUTE })];

  it.each<[string, ReturnType<typeof aSeen>, MonitorStatus]>([
    ['is pending before it was ever checked', aSeen({}), 'pending'],
    ['is pending while its state is', seenWith({ phase: 'pending' }), 'pending'],
    ['is up when the last check was', seenWith({}, 'up'), 'up'],
    ['is degraded when the last check was', seenWith({}, 'up', 'degraded'), 'degraded'],
    ['is up again when the last check was', seenWith({}, 'degraded', 'up'), 'up'],
    ['stays up while a failure is not confirmed', seenWith({ phase: 'suspect' }, 'up', 'down'), 'up'],
    ['is unknown when all that was ever seen is a failure', seenWith({ phase: 'suspect' }, 'down'), 'unknown'],
    ['is down while an incident is open', seenWith({ phase: 'down', incidents }, 'down'), 'down'],
    ['stays down until the recovery is confirmed', seenWith({ phase: 'recovering', incidents }, 'down', 'up'), 'down'],
    ['is not changed by a check that says nothing', seenWith({}, 'up', 'unknown'), 'up'],
    ['is unknown after three intervals without a check', seenWith({}), 'unknown'],
    ['is unknown after three that say nothing', seenWith({}, 'up', 'unknown', 'unknown', 'unknown'), 'unknown'],
    ['is unknown, not down, when an outage is no longer looked at', seenWith({ phase: 'down', incidents }), 'unknown'],
    ['is paused while its state is', seenWith({ phase: 'paused' }), 'paused'],
  ])('%s', (_, seen, status) => {
    expect(viewOf(seen)?.status).toBe(status);
  });

  it('is degraded where some regions see it down and too few agree', () => {
    const outage = { since: NOON, confirmedAt: NOON, checks: 3, failure: anIncident().failure };
    const vantages = {
      'eu-west-1': { phase: 'down', since: NOON, foldedUntil: NOON, outage },
      'us-east-1': { phase: 'up', since: NOON, foldedUntil: NOON },
    } as const;
    const view = viewOf(seenWith({ phase: 'suspect', vantages }, 'down'));
    expect(view).toMatchObject({ status: 'degraded', downIn: ['eu-west-1'] });
    expect(viewOf(seenWith({ phase: 'down', vantages, incidents }, 'down'))).toMatchObject({
      status: 'down',
      downIn: [],
    });
  });

  it('is paused as soon as the configuration says so', () => {
    const paused = { ...FLEET, monitors: FLEET.monitors.map((monitor) => ({ ...monitor, paused: true })) };
    const status = publicStatus(paused, seenWith({ phase: 'down', incidents }, 'down'), AT_NOON);
    expect(status.monitors[0]?.status).toBe('paused');
    expect(status.incidents).toEqual([]);
  });

  it('tells since when it is up, and when and how fast it last answered', () => {
    const since = NOON - 10 * MINUTE;
    expect(viewOf(seenWith({ since }, 'up', 'unknown'))).toEqual({
      id: 'rota',
      name: 'Rota',
      group: null,
      status: 'up',
      since: '2026-11-22T11:50:00Z',
      lastCheckedAt: '2026-11-22T11:59:00Z',
      responseTimeMs: 120,
      downIn: [],
    });
  });

  it('is down since the first failed check, not since the one that confirmed it', () => {
    expect(viewOf(seenWith({ phase: 'down', since: NOON - 2 * MINUTE, incidents }, 'down'))?.since).toBe(
      '2026-11-22T11:56:00Z',
    );
  });

  it('does not pretend to know since when, while a failure is not confirmed', () => {
    expect(viewOf(seenWith({ phase: 'suspect' }, 'up', 'down'))?.since).toBeNull();
  });
});

describe('an incident', () => {
  const open = anIncident({ since: NOON - 4 * MINUTE });
  const incidentOf = (incident = open) =>
    publicStatus(FLEET, seenWith({ phase: 'down', incidents: [incident] }, 'down'), AT_NOON).incidents[0];

  it('carries the public name, its length until the last tick, and the sentence of the table', () => {
    expect(incidentOf()).toEqual({
      id: open.id,
      monitorId: 'rota',
      name: 'Rota',
      since: '2026-11-22T11:56:00Z',
      durationMs: 4 * MINUTE,
      failure: { code: 'unexpected_status', sentence: 'the server answered with an unexpected status' },
    });
  });

  it('carries no failure where the code is of another version', () => {
    const failure = { code: 'moon_phase' as FailureCode, message: 'The moon was wrong.' };
    expect(incidentOf({ ...open, failure })?.failure).toBeNull();
  });

  it('is not listed once it is over', () => {
    expect(incidentOf({ ...open, closing: { reason: 'recovered', at: NOON, upSince: NOON } })).toBeUndefined();
  });
});

describe('the overall status', () => {
  const none = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, pending: 0 };

  it.each([
    ['operational when everything that is known is up', { up: 9, unknown: 1, paused: 2, pending: 1 }, 'operational'],
    ['degraded when something is slow and nothing down', { up: 9, degraded: 1 }, 'degraded'],
    ['a partial outage when less than half is down', { up: 3, degraded: 1, down: 3 }, 'partial_outage'],
    ['a major outage when half is down', { up: 2, down: 2 }, 'major_outage'],
    ['a partial outage when something is down and the rest unknown', { down: 1, unknown: 9 }, 'partial_outage'],
    ['operational when half is unknown and half is up', { up: 5, unknown: 5 }, 'operational'],
    ['unknown when more is unknown than known', { up: 4, degraded: 1, unknown: 6 }, 'unknown'],
    ['unknown when nothing has been checked yet', { pending: 4 }, 'unknown'],
    ['unknown when there is nothing to show', {}, 'unknown'],
  ] as const)('is %s', (_, counts, status) => {
    expect(overallStatus({ ...none, ...counts })).toBe(status);
  });
});

describe('the document', () => {
  it('does not change between ticks', () => {
    const seen = seenWith({}, 'up');
    const soon = publicStatus(FLEET, seen, { now: NOON + 1, tickMs: MINUTE });
    expect(publicStatus(FLEET, seen, { now: NOON + 4 * MINUTE, tickMs: MINUTE })).toEqual(soon);
    expect(soon).toMatchObject({ updatedAt: '2026-11-22T12:00:00Z', staleAfter: '2026-11-22T12:04:00Z', stale: false });
  });

  it('says that nothing is known any more when the checker has stopped', () => {
    const late = { now: NOON + 4 * MINUTE + 1, tickMs: MINUTE };
    expect(publicStatus(FLEET, seenWith({}, 'up'), late)).toMatchObject({
      status: 'unknown',
      stale: true,
      updatedAt: '2026-11-22T12:00:00Z',
      counts: { up: 0, unknown: 1 },
      monitors: [{ status: 'unknown', since: null, lastCheckedAt: '2026-11-22T12:00:00Z' }],
    });
  });

  it('is whole, and claims nothing, before the first tick', () => {
    expect(publicStatus(FLEET, { states: new Map(), ticks: [] }, AT_NOON)).toMatchObject({
      schemaVersion: 1,
      status: 'unknown',
      stale: true,
      updatedAt: null,
      staleAfter: null,
      monitors: [{ status: 'pending', since: null, lastCheckedAt: null, responseTimeMs: null }],
      incidents: [],
    });
  });

  it('ignores states and results of monitors that are not public', () => {
    const seen = aSeen({ rota: aState(), secret: aState({ phase: 'down', incidents: [anIncident()] }) }, [
      aResult('up'),
      aResult('down', 'secret'),
    ]);
    const status = publicStatus(FLEET, seen, AT_NOON);
    expect(status.counts).toMatchObject({ up: 1, down: 0 });
    expect(status.incidents).toEqual([]);
  });
});
