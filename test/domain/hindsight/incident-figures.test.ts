import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresBy, figuresOf, spreadOf, type Told } from '../../../shared/domain/hindsight/incident-figures.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import { anIncident, MINUTE, NOON } from '../builders.ts';

/** Opened two minutes after the first failure; acknowledged and recovered so many minutes after noon. */
const aCase = (acknowledged?: number, recovered?: number, more: Partial<Incident> = {}): Told => ({
  incident: anIncident({
    ...(recovered !== undefined && {
      closing: { reason: 'recovered', at: NOON + (recovered + 1) * MINUTE, upSince: NOON + recovered * MINUTE },
    }),
    ...more,
  }),
  remarks:
    acknowledged === undefined
      ? []
      : [{ incidentId: 'x', kind: 'acknowledged', at: NOON + acknowledged * MINUTE, by: 'Ada' }],
});

const paused: Incident['closing'] = { reason: 'paused', at: NOON + 50 * MINUTE, upSince: NOON + 50 * MINUTE };

describe('the figures of incidents', () => {
  it('are those that one reckons by hand', () => {
    // Opened at 12:02: acknowledged after 1, 3 and 14 min; down from 12:00 for 10, 20 and 90 min.
    const cases = [
      aCase(3, 10),
      aCase(5, 20),
      aCase(16, 90),
      aCase(),
      aCase(undefined, 4),
      aCase(undefined, undefined, { closing: paused }),
    ];
    expect(figuresOf(cases)).toEqual({
      incidents: 6,
      open: 1,
      recovered: 4,
      abandoned: 1,
      acknowledge: { n: 3, meanMs: 6 * MINUTE, medianMs: 3 * MINUTE },
      neverAcknowledged: 2,
      notYetAcknowledged: 1,
      recover: { n: 4, meanMs: 31 * MINUTE, medianMs: 15 * MINUTE },
    });
  });

  it('of nothing have no mean, which would be neither zero nor endless', () => {
    expect(figuresOf([])).toEqual({
      incidents: 0,
      open: 0,
      recovered: 0,
      abandoned: 0,
      neverAcknowledged: 0,
      notYetAcknowledged: 0,
    });
    expect(figuresOf([aCase(undefined, 4)])).not.toHaveProperty('acknowledge');
  });

  it('take the first of several acknowledgements, and no clock that is behind makes one too early', () => {
    const twice = aCase(3, 10);
    const later = { incidentId: 'x', kind: 'acknowledged', at: NOON + 9 * MINUTE, by: 'Ben' } as const;
    expect(figuresOf([{ ...twice, remarks: [later, ...twice.remarks] }]).acknowledge).toMatchObject({ meanMs: MINUTE });
    expect(figuresOf([aCase(1)]).acknowledge).toMatchObject({ n: 1, meanMs: 0 });
    // Notes are no acknowledgement.
    expect(figuresOf([{ ...aCase(), remarks: [{ ...later, kind: 'note' }] }]).notYetAcknowledged).toBe(1);
  });
});

const minutes = fc.option(fc.integer({ min: 3, max: 600 }), { nil: undefined });
const cases = fc.array(
  fc
    .tuple(minutes, minutes, fc.constantFrom('critical', 'high', 'medium'))
    .map(([acknowledged, recovered, severityClass]) => aCase(acknowledged, recovered, { severityClass })),
  { maxLength: 40 },
);

describe('whatever the incidents are', () => {
  it('each is counted once in every respect', () => {
    fc.assert(
      fc.property(cases, (all) => {
        const of = figuresOf(all);
        expect(of.open + of.recovered + of.abandoned).toBe(all.length);
        expect((of.acknowledge?.n ?? 0) + of.neverAcknowledged + of.notYetAcknowledged).toBe(all.length);
        expect(of.recover?.n ?? 0).toBe(of.recovered);
      }),
    );
  });

  it('their order does not matter, and the parts make the whole', () => {
    fc.assert(
      fc.property(cases, (all) => {
        expect(figuresOf(all.toReversed())).toEqual(figuresOf(all));
        const parts = figuresBy(all, ({ severityClass = 'low' }) => severityClass).map(({ figures }) => figures);
        const sum = (count: (figures: (typeof parts)[number]) => number) =>
          parts.reduce((total, each) => total + count(each), 0);
        const whole = figuresOf(all);
        expect(sum(({ incidents }) => incidents)).toBe(whole.incidents);
        expect(sum(({ recover }) => recover?.n ?? 0)).toBe(whole.recovered);
        const total = sum(({ recover }) => (recover ? recover.meanMs * recover.n : 0));
        expect(Math.abs(total - (whole.recover?.meanMs ?? 0) * whole.recovered)).toBeLessThanOrEqual(2 * all.length);
      }),
    );
  });

  it('what nobody acknowledged moves no mean', () => {
    fc.assert(
      fc.property(cases, fc.nat(9), (all, more) => {
        const ignored = Array.from({ length: more }, () => aCase(undefined, 7));
        expect(figuresOf([...all, ...ignored]).acknowledge).toEqual(figuresOf(all).acknowledge);
      }),
    );
  });

  it('mean and median lie between the least and the most, and half is on either side', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 50 }), (times) => {
        const { n, meanMs, medianMs } = spreadOf(times) ?? { n: 0, meanMs: -1, medianMs: -1 };
        expect(n).toBe(times.length);
        for (const middle of [meanMs, medianMs]) {
          expect(middle).toBeGreaterThanOrEqual(Math.min(...times));
          expect(middle).toBeLessThanOrEqual(Math.max(...times));
        }
        expect(times.filter((time) => time < Math.floor(medianMs)).length).toBeLessThanOrEqual(n / 2);
        expect(times.filter((time) => time > Math.ceil(medianMs)).length).toBeLessThanOrEqual(n / 2);
      }),
    );
  });
});
