/** A state that is folded again from the log is the state that was folded at the time, or admits that it cannot be sure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tick, Verdict } from '../../../shared/domain/checks/result.ts';
import { inOrderOfFolding, recall } from '../../../shared/domain/hindsight/recall.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Monitor, Policy } from '../../../shared/domain/monitor.ts';
import { watchAt } from '../../../shared/domain/quorum.ts';
import { advance, initialState, type MonitorState, openIncident } from '../../../shared/domain/state.ts';
import { aMonitor, aResult, MINUTE, NOON } from '../builders.ts';

const slotOf = (minute: number): number => NOON + minute * MINUTE;

const aTick = (minute: number, verdict: Verdict | undefined, region = 'here', lateMs = 1000): Tick => ({
  slot: slotOf(minute),
  previous: slotOf(minute - 1),
  cell: '0of1',
  region,
  startedAt: slotOf(minute),
  endedAt: slotOf(minute) + lateMs,
  results: verdict ? [aResult(verdict)] : [],
});

const verdicts = fc.array(
  fc.constantFrom<(Verdict | undefined)[]>('up', 'up', 'up', 'down', 'down', 'unknown', undefined),
  {
    minLength: 1,
    maxLength: 60,
  },
);

const policies: fc.Arbitrary<Partial<Policy>> = fc.record(
  {
    failureThreshold: fc.integer({ min: 1, max: 3 }),
    failureWindow: fc.integer({ min: 3, max: 5 }),
    recoveryThreshold: fc.integer({ min: 1, max: 3 }),
    flapping: fc.constant({ openings: 2, windowMs: 30 * MINUTE, stableMs: 5 * MINUTE }),
  },
  { requiredKeys: ['failureThreshold', 'recoveryThreshold'] },
);

/** Every state as it was folded at the time, after each tick, with all incidents that there have been. */
function foldedThen(monitor: Monitor, ticks: readonly Tick[], regions?: readonly string[]) {
  const lastSlots = new Map<string, number>();
  const states: MonitorState[] = [];
  let state = initialState(ticks[0]?.slot ?? 0);
  for (const { slot, region, results } of ticks) {
    for (const result of results) {
      const watch = watchAt(regions ? { regions } : {}, region, lastSlots, slot, monitor.policy.intervalMs);
      state = advance(state, result, slot, monitor, watch);
    }
    lastSlots.set(region, slot);
    states.push(state);
  }
  return states;
}

const historyOf = (state: MonitorState): readonly Incident[] => state.incidents;
const phases = ({ vantages }: MonitorState) => Object.entries(vantages).map(([region, { phase }]) => [region, phase]);

describe('a state that is recalled from the log', () => {
  it('is the one that was folded then, wherever in a log one asks', () => {
    fc.assert(
      fc.property(verdicts, policies, fc.nat(59), (seen, policy, asked) => {
        const monitor = aMonitor({ policy });
        const ticks = seen.map((verdict, minute) => aTick(minute, verdict));
        const until = Math.min(asked, ticks.length - 1);
        const then = foldedThen(monitor, ticks)[until] as MonitorState;
        const { state } = recall({
          monitor,
          regions: {},
          ticks: ticks.slice(0, until + 1),
          from: slotOf(-600),
          history: historyOf(then),
        });
        const since = then.phase === 'pending' ? state.since : then.since;
        expect({ phase: state.phase, since: state.since }).toEqual({ phase: then.phase, since });
        expect(state.vantages).toEqual(then.vantages);
        expect(state.incidents).toEqual(then.incidents);
      }),
      { numRuns: 300 },
    );
  });

  it('is the one of several regions, in the order in which each came to its end', () => {
    const regions = ['a', 'b', 'c'];
    const looks = fc.array(
      fc.record({
        verdicts: fc.tuple(...regions.map(() => fc.constantFrom<(Verdict | 'cut off')[]>('up', 'down', 'cut off'))),
        late: fc.tuple(...regions.map(() => fc.integer({ min: 0, max: 50_000 }))),
      }),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(looks, policies, (minutes, policy) => {
        const monitor = aMonitor({ policy });
        const ticks = minutes.flatMap(({ verdicts: said, late }, minute) =>
          regions.flatMap((region, index) => {
            const verdict = said[index];
            return verdict === undefined || verdict === 'cut off' ? [] : [aTick(minute, verdict, region, late[index])];
          }),
        );
        fc.pre(ticks.length > 0);
        const then = foldedThen(monitor, inOrderOfFolding(ticks), regions).at(-1) as MonitorState;
        const shuffled = ticks.toReversed();
        const from = slotOf(-600);
        const { state } = recall({ monitor, regions: { regions }, ticks: shuffled, from, history: historyOf(then) });
        expect(state.phase).toBe(then.phase);
        expect(state.vantages).toEqual(then.vantages);
        expect(state.incidents).toEqual(then.incidents);
      }),
      { numRuns: 200 },
    );
  });

  it('is right wherever it is said to be sure, however little of the log is left', () => {
    let [sure, unsure] = [0, 0];
    fc.assert(
      fc.property(verdicts, policies, fc.nat(59), (seen, policy, cut) => {
        const monitor = aMonitor({ policy });
        const ticks = seen.map((verdict, minute) => aTick(minute, verdict));
        const then = foldedThen(monitor, ticks).at(-1) as MonitorState;
        const from = slotOf(Math.min(cut, ticks.length) - 1);
        const left = ticks.filter(({ slot }) => slot > from);
        const known = recall({ monitor, regions: {}, ticks: left, from, history: historyOf(then) });
        if (known.isSure) {
          sure += 1;
          expect(known.state.phase).toBe(then.phase);
          expect(phases(known.state)).toEqual(phases(then));
          expect(openIncident(known.state)?.id).toBe(openIncident(then)?.id);
        } else unsure += 1;
        if (known.isSinceSure) expect(known.state.since).toBe(then.since);
      }),
      { numRuns: 600, seed: 7 },
    );
    // Both must have come, or this would prove nothing.
    expect(Math.min(sure, unsure)).toBeGreaterThan(20);
  });
});
