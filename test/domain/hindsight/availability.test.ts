import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tick } from '../../../shared/domain/checks/result.ts';
import {
  type AvailabilityInput,
  availabilityOf,
  availabilityRatio,
  coverageRatio,
} from '../../../shared/domain/hindsight/availability.ts';
import type { MaintenanceWindow } from '../../../shared/domain/time/maintenance.ts';
import { aMonitor, aResult, MINUTE, NOON } from '../builders.ts';

const VERDICTS = { u: 'up', g: 'degraded', d: 'down', '?': 'unknown' } as const;

/** One letter a minute; a dot is a minute without a result. */
const ticksOf = (letters: string, region = 'eu'): Tick[] =>
  [...letters].flatMap((letter, minute) => {
    const verdict = VERDICTS[letter as keyof typeof VERDICTS];
    const slot = NOON + minute * MINUTE;
    const common = { slot, previous: slot - MINUTE, cell: '0of1', region, startedAt: slot, endedAt: slot };
    return [{ ...common, results: verdict ? [aResult(verdict)] : [] }];
  });

const of = (letters: string, more: Partial<AvailabilityInput> = {}) =>
  availabilityOf({
    monitor: aMonitor({ group: 'Staff' }),
    ticks: ticksOf(letters),
    windows: [],
    overrides: [],
    from: NOON,
    until: NOON + letters.length * MINUTE,
    ...more,
  });

const minutes = ({ upMs, downMs, excludedMs, noDataMs }: ReturnType<typeof of>): number[] =>
  [upMs, downMs, excludedMs, noDataMs].map((ms) => ms / MINUTE);

const window = (from: number, to: number, availability: 'excluded' | 'counted' = 'excluded'): MaintenanceWindow => ({
  kind: 'once',
  id: 'work',
  name: 'Work',
  covers: { monitors: [], groups: ['Staff'], tags: [] },
  availability,
  from: NOON + from * MINUTE,
  to: NOON + to * MINUTE,
});

describe('availability', () => {
  it.each([
    ['all is well', 'uuuuu', [5, 0, 0, 0]],
    ['slow counts as up', 'uggu', [4, 0, 0, 0]],
    ['a failure counts until the next check', 'uddu', [2, 2, 0, 0]],
    ['what the checker could not tell is no failure, and the check before speaks for it', 'u??u', [4, 0, 0, 0]],
    ['after three intervals nobody has spoken', 'u.....u', [4, 0, 0, 3]],
    ['before the first check nothing is known', '..uu', [2, 0, 0, 2]],
    ['nothing was checked', '....', [0, 0, 0, 4]],
  ])('%s: %s', (_what, letters, expected) => {
    expect(minutes(of(letters))).toEqual(expected);
  });

  it('leaves out maintenance that is declared not to count, and nothing else', () => {
    expect(minutes(of('uddddu', { windows: [window(2, 4)] }))).toEqual([2, 2, 2, 0]);
    expect(minutes(of('uddddu', { windows: [window(2, 4, 'counted')] }))).toEqual([2, 4, 0, 0]);
    expect(minutes(of('uddddu', { windows: [window(2, 4), window(3, 5)] }))).toEqual([2, 1, 3, 0]);
    const elsewhere = aMonitor({ group: 'Finance' });
    expect(minutes(of('uddddu', { windows: [window(2, 4)], monitor: elsewhere }))).toEqual([2, 4, 0, 0]);
  });

  it('leaves out maintenance by hand, and counts a silence', () => {
    const scope = { kind: 'group', name: 'Staff' } as const;
    const override = { id: 'a', scope, from: NOON + 2 * MINUTE, until: NOON + 4 * MINUTE, by: 'ada' };
    expect(minutes(of('uddddu', { overrides: [{ ...override, kind: 'maintenance' }] }))).toEqual([2, 2, 2, 0]);
    expect(minutes(of('uddddu', { overrides: [{ ...override, kind: 'silence' }] }))).toEqual([2, 4, 0, 0]);
  });

  it('goes by most of the regions', () => {
    const ticks = [...ticksOf('uddu'), ...ticksOf('uudu', 'us'), ...ticksOf('uuuu', 'ap')];
    expect(minutes(of('uddu', { ticks }))).toEqual([3, 1, 0, 0]);
  });

  it('is never rounded up', () => {
    const almost = { upMs: 10_000_000 - 1, downMs: 1, excludedMs: 0, noDataMs: 0 };
    expect(availabilityRatio(almost)).toBe(99.999);
    expect(availabilityRatio({ ...almost, downMs: 0 })).toBe(100);
    expect(availabilityRatio({ upMs: 0, downMs: 0, excludedMs: 5, noDataMs: 5 })).toBeUndefined();
    expect(coverageRatio({ upMs: 5, downMs: 0, excludedMs: 4, noDataMs: 1 })).toBe(90);
  });

  it('adds up, and equals a count of every second', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('u', 'd', '?', '.', 'g'), minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10 })), { maxLength: 3 }),
        (letters, spans) => {
          const windows = spans.map(([from, minutes]) => window(from, from + minutes));
          const found = of(letters, { windows });
          const counted = { up: 0, down: 0, excluded: 0, none: 0 };
          for (let minute = 0; minute < letters.length; minute++) {
            const back = [0, 1, 2].map((ago) => letters[minute - ago]);
            // Within three intervals the newest word counts, and the instant of the fourth check is not within.
            const word = back.find((letter) => letter !== undefined && 'udg'.includes(letter));
            const isQuiet = spans.some(([from, length]) => from <= minute && minute < from + length);
            if (!word) counted.none += 1;
            else if (isQuiet) counted.excluded += 1;
            else counted[word === 'd' ? 'down' : 'up'] += 1;
          }
          expect(minutes(found)).toEqual([counted.up, counted.down, counted.excluded, counted.none]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
