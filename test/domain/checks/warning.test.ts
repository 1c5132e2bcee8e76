import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/domain/checks/judgement.ts';
import type { Result, Tick } from '../../../shared/domain/checks/result.ts';
import { warningOf } from '../../../shared/domain/checks/warning.ts';
import { replay } from '../../../shared/domain/hindsight/replay.ts';
import { loneWatch } from '../../../shared/domain/quorum.ts';
import {
  advance,
  initialState,
  type MonitorState,
  openIncident,
  settle,
  tidings,
} from '../../../shared/domain/state.ts';
import { aFleet, aMonitor, MINUTE, NOON } from '../builders.ts';

const DAY_MS = 86_400_000;
const thresholds = [30, 14, 3].map((daysLeft) => ({
  subject: 'certificate' as const,
  daysLeft,
  effect: 'degraded' as const,
}));
const monitor = aMonitor({ assertions: thresholds });

/** What a check makes of a certificate with so many days left. */
function seen(days: number, serial = '04A1'): Result {
  const names = ['rota.example.org'];
  const certificate = { subject: '', issuer: '', serial, names, validFrom: 0, validTo: NOON + days * DAY_MS };
  const observation = { timings: { total: 12 }, redirects: [], certificate, at: NOON };
  const { verdict, ...judgement } = judge(observation, thresholds);
  const warning = warningOf(observation, { verdict, ...judgement });
  return {
    monitorId: 'rota',
    verdict,
    ...(judgement.failure && { failure: judgement.failure }),
    ...(warning && { warning }),
  };
}

const fold = (results: readonly Result[], from: MonitorState = initialState(NOON), start = 0): MonitorState =>
  results.reduce(
    (state, result, minute) => advance(state, result, NOON + (start + minute) * MINUTE, monitor, loneWatch('eu')),
    from,
  );

const told = (state: MonitorState): string[] => tidings(state).map(({ failure }) => failure.expected ?? '');

describe('a certificate that expires soon', () => {
  it('is degraded, and warned of when two checks have seen it', () => {
    expect(seen(20)).toMatchObject({ verdict: 'degraded', warning: { key: '04A1/30' } });
    expect(told(fold([seen(20)]))).toEqual([]);
    expect(told(fold([seen(20), seen(20)]))).toEqual(['a certificate valid for at least 30 days']);
  });

  it('is no outage', () => {
    expect(openIncident(fold([seen(20), seen(20)]))).toBeUndefined();
    expect(fold([seen(20), seen(20)])).toMatchObject({ phase: 'up', incidents: [] });
  });

  it('is warned of once for each threshold, by the most urgent that is crossed', () => {
    const first = fold([seen(20), seen(20), seen(19), seen(18)]);
    expect(tidings(first)).toHaveLength(1);
    const dealtWith = settle(first, new Set(tidings(first).map(({ id }) => id)));
    expect(tidings(dealtWith)).toEqual([]);
    expect(tidings(fold([seen(17), seen(16)], dealtWith, 4))).toEqual([]);
    expect(told(fold([seen(13), seen(13)], dealtWith, 4))).toEqual(['a certificate valid for at least 14 days']);
    expect(told(fold([seen(2), seen(2)]))).toEqual(['a certificate valid for at least 3 days']);
  });

  it('is warned of anew with another serial number', () => {
    const first = fold([seen(20), seen(20)]);
    const dealtWith = settle(first, new Set(tidings(first).map(({ id }) => id)));
    expect(tidings(fold([seen(29, '04A2'), seen(29, '04A2')], dealtWith, 2))).toHaveLength(1);
  });

  it('is warned of also where servers take turns with a good one', () => {
    expect(tidings(fold([seen(20), seen(90, 'B'), seen(20), seen(90, 'B'), seen(20)]))).toHaveLength(1);
  });

  it('is not warned of where it counts as down', () => {
    const assertions = [{ subject: 'certificate' as const, daysLeft: 14, effect: 'down' as const }];
    const observation = {
      timings: { total: 12 },
      redirects: [],
      certificate: { subject: '', issuer: '', serial: '1', names: ['a'], validFrom: 0, validTo: NOON + DAY_MS },
      at: NOON,
    };
    expect(warningOf(observation, judge(observation, assertions))).toBeUndefined();
  });

  it('changes nothing when the log is folded a second time', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(90, 20, 10, 2), { maxLength: 20 }), (days) => {
        const results = days.map((each) => seen(each));
        const once = fold(results);
        expect(fold(results, once)).toEqual(once);
      }),
    );
  });
});

describe('the message', () => {
  const ticks = [90, 20, 20, 20, 13, 13, 13].map((days, minute): Tick => {
    const slot = NOON + minute * MINUTE;
    const common = { slot, previous: slot - MINUTE, cell: '0of1', region: 'eu', startedAt: slot, endedAt: slot };
    return { ...common, results: [seen(days)] };
  });

  it('goes once to those who are told at once, and has no end', () => {
    const alert = { to: ['oncall'], severity: 'critical' as const, escalate: [{ afterMs: MINUTE, to: ['boss'] }] };
    const contacts = ['oncall', 'boss'].map((id) => ({ kind: 'sns' as const, id, email: ['a@example.org'], sms: [] }));
    const fleet = aFleet({ contacts, monitors: [{ ...monitor, alert }] });
    const { said } = replay({ fleet, ticks, until: NOON + 60 * MINUTE });
    expect(said.map(({ at, kind, contactId }) => `${(at - NOON) / MINUTE} ${kind} ${contactId}`)).toEqual([
      '2 warning oncall',
      '5 warning oncall',
    ]);
  });
});
