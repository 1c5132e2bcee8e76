import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../shared/domain/checks/result.ts';
import type { MetricsDetail, Monitor } from '../../shared/domain/monitor.ts';
import { dimensionValue, metricData } from '../../shared/metrics/metric-data.ts';
import type { TickMeasure } from '../../shared/ports.ts';
import { aMonitor, aResult, NOON } from '../domain/builders.ts';

const MONITORS: Monitor[] = [
  aMonitor({ id: 'rota', group: 'Intranet' }),
  aMonitor({ id: 'wiki', group: 'Intranet' }),
  aMonitor({ id: 'shop' }),
];

const aMeasure = (results: Result[], monitors = MONITORS): TickMeasure => ({
  tick: {
    slot: NOON,
    previous: NOON - 60_000,
    cell: '0of1',
    region: 'eu-west-1',
    startedAt: NOON + 1500,
    endedAt: NOON + 1900,
    results,
  },
  monitors,
  lagMs: 1500,
  durationMs: 400,
});

/** `Name{Dimension=value}`: values by count. */
const summary = (results: Result[], detail: MetricsDetail): Record<string, Record<string, number>> =>
  Object.fromEntries(
    metricData(aMeasure(results), detail).map(({ MetricName, Dimensions = [], Values = [], Counts = [] }) => [
      [MetricName, ...Dimensions.map(({ Name, Value }) => `{${Name}=${Value}}`)].join(''),
      Object.fromEntries(Values.map((value, index) => [value, Counts[index] ?? 0])),
    ]),
  );

const up = (monitorId: string, totalMs: number): Result => ({ monitorId, verdict: 'up', totalMs });
const RESULTS = [up('rota', 120), { ...aResult('degraded', 'wiki'), totalMs: 900 }, aResult('down', 'shop')];
const OF_TICK = { ChecksCompleted: { 3: 1 }, TickLag: { 1500: 1 }, TickDuration: { 400: 1 } };

describe('the detail decides whose metrics they are', () => {
  it('the fleet’s', () => {
    expect(summary(RESULTS, 'fleet')).toEqual({
      Up: { 1: 2, 0: 1 },
      ResponseTime: { 120: 1, 900: 1 },
      ...OF_TICK,
    });
  });

  it('each group’s, and those of the monitors without a group', () => {
    expect(summary(RESULTS, 'group')).toEqual({
      'Up{Group=Intranet}': { 1: 2 },
      'ResponseTime{Group=Intranet}': { 120: 1, 900: 1 },
      'Up{Group=ungrouped}': { 0: 1 },
      ...OF_TICK,
    });
  });

  it('each monitor’s, by its id', () => {
    expect(summary(RESULTS, 'monitor')).toEqual({
      'Up{Monitor=rota}': { 1: 1 },
      'ResponseTime{Monitor=rota}': { 120: 1 },
      'Up{Monitor=wiki}': { 1: 1 },
      'ResponseTime{Monitor=wiki}': { 900: 1 },
      'Up{Monitor=shop}': { 0: 1 },
      ...OF_TICK,
    });
  });
});

describe('a datum', () => {
  it('is dated with the slot, and has its unit', () => {
    const data = metricData(aMeasure(RESULTS), 'fleet');
    expect(data.every(({ Timestamp }) => Timestamp?.getTime() === NOON)).toBe(true);
    expect(data.map(({ MetricName, Unit }) => `${MetricName} ${Unit}`)).toEqual([
      'Up None',
      'ResponseTime Milliseconds',
      'ChecksCompleted Count',
      'TickLag Milliseconds',
      'TickDuration Milliseconds',
    ]);
  });

  it.each(['fleet', 'group', 'monitor'] as const)('of a check without a verdict is not there (%s)', (detail) => {
    const result: Result = { ...aResult('unknown'), totalMs: 10_000 };
    expect(summary([result], detail)).toEqual({ ...OF_TICK, ChecksCompleted: { 1: 1 } });
  });

  it('says zero checks when there were none', () => {
    expect(summary([], 'fleet')).toEqual({ ...OF_TICK, ChecksCompleted: { 0: 1 } });
  });

  it('keeps a response time of nothing at all', () => {
    expect(summary([up('rota', 0)], 'fleet').ResponseTime).toEqual({ 0: 1 });
  });

  it('holds at most 150 values, and a further one holds the rest', () => {
    const results = Array.from({ length: 320 }, (_, index) => up('rota', index));
    const times = metricData(aMeasure(results), 'fleet').filter(({ MetricName }) => MetricName === 'ResponseTime');
    expect(times.map(({ Values }) => Values?.length)).toEqual([150, 150, 20]);
  });
});

describe('a dimension', () => {
  it.each([
    ['Intranet', 'Intranet'],
    ['Café – Süd', 'Cafe - Sud'],
    ['  two\nlines ', 'two lines'],
  ])('%j reads %j', (group, value) => {
    expect(dimensionValue(group)).toBe(value);
  });

  it('keeps apart what cannot be written in ASCII', () => {
    expect(dimensionValue('勤務')).toMatch(/^\? [0-9a-f]+$/);
    expect(dimensionValue('勤務')).not.toBe(dimensionValue('病院'));
  });
});

it('CloudWatch could take the data of any tick', () => {
  const results = fc.array(
    fc.record({
      monitorId: fc.string({ unit: 'binary', maxLength: 400 }),
      verdict: fc.constantFrom('up' as const, 'degraded' as const, 'down' as const, 'unknown' as const),
      totalMs: fc.oneof(fc.nat(), fc.double()),
    }),
  );
  const details = fc.constantFrom('fleet' as const, 'group' as const, 'monitor' as const);
  fc.assert(
    fc.property(results, details, fc.string({ unit: 'binary' }), (some, detail, group) => {
      const monitors = some.map(({ monitorId }) => aMonitor({ id: monitorId, group }));
      for (const { Dimensions = [], Values = [], Counts = [] } of metricData(aMeasure(some, monitors), detail)) {
        expect(Values.length).toBeGreaterThan(0);
        expect(Values).toHaveLength(Counts.length);
        expect(Values.every(Number.isFinite)).toBe(true);
        for (const { Value } of Dimensions) expect(Value).toMatch(/^(?=.*\S)[ -~]{1,250}$/);
      }
    }),
  );
});
