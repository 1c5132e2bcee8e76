/**
 * The promise: with threshold N, interval I, retry interval R and timeout T, an outage longer than
 * `I + (N-1)·R + N·T + 10 s` is always found. Played through on the real schedule and the real fold.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { loneWatch } from '../../shared/domain/quorum.ts';
import { advance, initialState, isConfirming, type MonitorState, openIncident } from '../../shared/domain/state.ts';
import { isDue, slotOf } from '../../shared/domain/time/slot.ts';
import { aMonitor, aResult, NOON } from './builders.ts';

interface Outage {
  readonly monitor: Monitor;
  readonly tickMs: number;
  /** From noon on, in milliseconds. */
  readonly startMs: number;
  /** Whether the target hangs until the timeout, or fails at once. */
  readonly hangs: boolean;
}

/** How long after its start the outage is known, in milliseconds; the target stays broken. */
function detectionMs({ monitor, tickMs, startMs, hangs }: Outage): number {
  const brokenFrom = NOON + startMs;
  let state: MonitorState = initialState(NOON);
  const underWay: { slot: number; endsAt: number; isDown: boolean }[] = [];
  for (let slot = slotOf(NOON, tickMs); slot < brokenFrom + 100 * monitor.policy.intervalMs; slot += tickMs) {
    // A tick that begins sees the folds of all those that have ended before it, in order of their slots.
    while (underWay[0] && underWay[0].endsAt <= slot) {
      const ended = underWay.shift() as (typeof underWay)[number];
      state = advance(state, aResult(ended.isDown ? 'down' : 'up'), ended.slot, monitor, loneWatch('test'));
      if (openIncident(state)) return ended.endsAt - brokenFrom;
    }
    if (!isDue(monitor.id, monitor.policy, isConfirming(state), slot, tickMs)) continue;
    const isDown = slot >= brokenFrom;
    const endsAt = slot + (isDown && hangs ? monitor.policy.timeoutMs : 50);
    // The fold waits for its predecessors.
    underWay.push({ slot, endsAt: Math.max(endsAt, underWay.at(-1)?.endsAt ?? 0), isDown });
  }
  return Number.POSITIVE_INFINITY;
}

const anOutage = fc
  .record({
    id: fc.string({ minLength: 1 }),
    tickMs: fc.constantFrom(1000, 5000, 60_000),
    retryTicks: fc.integer({ min: 1, max: 4 }),
    intervalRetries: fc.integer({ min: 1, max: 5 }),
    timeoutMs: fc.integer({ min: 100, max: 30_000 }),
    failureThreshold: fc.integer({ min: 1, max: 5 }),
    startMs: fc.integer({ min: 0, max: 3_600_000 }),
    hangs: fc.boolean(),
  })
  .map(({ id, tickMs, retryTicks, intervalRetries, timeoutMs, failureThreshold, startMs, hangs }): Outage => {
    const retryIntervalMs = retryTicks * tickMs;
    const intervalMs = retryIntervalMs * intervalRetries;
    const monitor = aMonitor({ id, policy: { intervalMs, retryIntervalMs, timeoutMs, failureThreshold } });
    return { monitor, tickMs, startMs, hangs };
  });

describe('the detection bound', () => {
  it('holds for every schedule, threshold and timeout', () => {
    fc.assert(
      fc.property(anOutage, (outage) => {
        const { intervalMs: i, retryIntervalMs: r, timeoutMs: t, failureThreshold: n } = outage.monitor.policy;
        expect(detectionMs(outage)).toBeLessThanOrEqual(i + (n - 1) * r + n * t + 10_000);
      }),
      { numRuns: 300 },
    );
  });
});
