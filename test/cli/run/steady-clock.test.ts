import { describe, expect, it } from 'vitest';
import { createSteadyClock } from '../../../cli/run/steady-clock.ts';

function machine() {
  const time = { wall: Date.parse('2026-11-22T00:48:20Z'), elapsed: 0 };
  const clock = createSteadyClock(
    () => time.wall,
    () => time.elapsed,
  );
  const pass = (ms: number) => {
    time.wall += ms;
    time.elapsed += ms;
  };
  const started = time.wall;
  return { time, pass, sinceStart: () => clock.now() - started, clock };
}

describe('the clock of a local run', () => {
  it('follows the machine', () => {
    const { pass, sinceStart } = machine();
    pass(1500);
    expect(sinceStart()).toBe(1500);
  });

  it('follows the machine over its sleep', () => {
    const { time, pass, sinceStart } = machine();
    time.wall += 3_600_000;
    pass(10);
    expect(sinceStart()).toBe(3_600_010);
  });

  it('goes on at its pace when the machine is set back', () => {
    const { time, pass, sinceStart } = machine();
    pass(1000);
    sinceStart();
    time.wall -= 3_600_000;
    expect(sinceStart()).toBe(1000);
    pass(2000);
    expect(sinceStart()).toBe(3000);
  });

  it('wakes a sleeper whose signal is aborted, at once and without an error', async () => {
    const { clock } = machine();
    const stop = new AbortController();
    const slept = clock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(slept).resolves.toBeUndefined();
    await expect(clock.sleep(3_600_000, stop.signal)).resolves.toBeUndefined();
  });
});
