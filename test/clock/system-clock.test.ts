import { describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/clock/system-clock.ts';

describe('the clock of a function', () => {
  it('wakes when the signal says so, without an error', async () => {
    const wake = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, wake.signal);
    wake.abort();
    await expect(sleeping).resolves.toBeUndefined();
  });

  it('does not sleep when it is too late already', async () => {
    await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
