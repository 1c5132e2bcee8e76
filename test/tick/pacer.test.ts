import { describe, expect, it } from 'vitest';
import type { Clock, EventLoop } from '../../shared/ports.ts';
import { createPacer } from '../../shared/tick/pacer.ts';
import { NOON } from '../domain/builders.ts';

/** A clock on which sleeping takes exactly as long as it should, and a loop that is busy for a share of that. */
function aMachine(busyShare: number, lateMs = 0): { clock: Clock; loop: EventLoop; elapsedMs: () => number } {
  let elapsed = 0;
  const clock: Clock = {
    now: () => NOON + elapsed,
    sleep: async (ms) => {
      elapsed += ms + lateMs;
    },
  };
  return { clock, loop: { busyMs: () => elapsed * busyShare }, elapsedMs: () => elapsed };
}

async function startAll(count: number, busyShare: number, lateMs = 0) {
  const machine = aMachine(busyShare, lateMs);
  const pacer = createPacer(machine.clock, machine.loop, count);
  for (let left = count - 1; left > 0; left--) await pacer.next(left);
  return { spreadMs: machine.elapsedMs(), latenessMs: pacer.latenessMs() };
}

describe('the pacer', () => {
  it('starts 1,000 probes within a second and a half while the loop bears it', async () => {
    expect((await startAll(1000, 0.5)).spreadMs).toBeLessThan(1600);
  });

  it('takes the time that 1,000 probes need on a loop that is overloaded', async () => {
    expect((await startAll(1000, 0.95)).spreadMs).toBeGreaterThan(10_000);
  });

  it('starts a few probes no quicker than a calm loop, and no slower than it must', async () => {
    const calm = await startAll(50, 0.05);
    const busy = await startAll(50, 0.6);
    expect(calm.spreadMs).toBeLessThan(490);
    expect(busy.spreadMs).toBeGreaterThan(490);
    expect(busy.spreadMs).toBeLessThan(1600);
  });

  it('tells how late its starts came', async () => {
    expect((await startAll(50, 0.1)).latenessMs).toBeCloseTo(0, 2);
    expect((await startAll(50, 0.1, 7)).latenessMs).toBeCloseTo(7, 2);
  });
});
