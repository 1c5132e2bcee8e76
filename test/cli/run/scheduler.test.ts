import { describe, expect, it } from 'vitest';
import { startSchedule } from '../../../cli/run/scheduler.ts';
import { createManualClock } from './manual-clock.ts';

describe('the schedule', () => {
  const START = '2026-11-22T00:48:20.300Z';

  function schedule({ after = 0, runMs = 0 } = {}) {
    const clock = createManualClock(START);
    const stop = new AbortController();
    const started: { second: number; aloneSince: number }[] = [];
    const second = (slot: number) => (slot - Date.parse('2026-11-22T00:48:00Z')) / 1000;
    const running = startSchedule({
      clock,
      tickMs: 2000,
      after,
      signal: stop.signal,
      runSlot: async (slot, aloneSince) => {
        started.push({ second: second(slot), aloneSince: second(aloneSince) });
        await clock.sleep(runMs);
      },
    });
    return { clock, stop, started, running, seconds: () => started.map((tick) => tick.second) };
  }

  it('starts at once with the slot that is now, and then at every slot', async () => {
    const { clock, seconds, running } = schedule();
    expect(seconds()).toEqual([20]);
    await clock.advance(6000);
    expect(seconds()).toEqual([20, 22, 24, 26]);
    expect(running.nextSlot()).toBe(Date.parse('2026-11-22T00:48:28Z'));
  });

  it('leaves out slots that a former run has done', async () => {
    const { clock, seconds } = schedule({ after: Date.parse('2026-11-22T00:48:22Z') });
    await clock.advance(5000);
    expect(seconds()).toEqual([24]);
  });

  it('does not wait for a tick that hangs, and tells later ones that it still runs', async () => {
    const { clock, started, running } = schedule({ runMs: 5000 });
    await clock.advance(8000);
    expect(started).toEqual([
      { second: 20, aloneSince: 20 },
      { second: 22, aloneSince: 20 },
      { second: 24, aloneSince: 20 },
      { second: 26, aloneSince: 22 },
      { second: 28, aloneSince: 24 },
    ]);
    expect(running.running()).toBe(3);
  });

  it('leaves a gap where the machine slept, instead of catching up', async () => {
    const { clock, seconds } = schedule();
    await clock.advance(2000);
    clock.jump(3_600_000);
    await clock.advance(3000);
    expect(seconds()).toEqual([20, 22, 3622, 3624]);
  });

  it('ends without starting another, and waits for those that run', async () => {
    const { clock, stop, seconds, running } = schedule({ runMs: 5000 });
    await clock.advance(2000);
    stop.abort();
    let isIdle = false;
    const idle = running.idle().then(() => {
      isIdle = true;
    });
    await clock.advance(4000);
    expect(isIdle).toBe(false);
    await clock.advance(1000);
    await idle;
    expect(seconds()).toEqual([20, 22]);
  });
});
