import { describe, expect, it } from 'vitest';
import type { Clock, Log, Probe } from '../../shared/ports.ts';
import { probeDue } from '../../shared/tick/probe-due.ts';
import { aMonitor, NOON } from '../domain/builders.ts';

const monitors = Array.from({ length: 40 }, (_, index) => aMonitor({ id: `shop-${index}` }));

/** A clock that a test moves by sleeping; each sleep takes `lateMs` longer than it should. */
function aWorld(lateMs: number, probe: Probe) {
  const logged: string[] = [];
  let now = NOON;
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms + lateMs;
    },
  };
  const log: Log = { info: (message) => logged.push(message), warn: () => {}, error: () => {} };
  return { deps: { probe, secrets: { read: async () => '' }, clock, log }, logged };
}

const ok: Probe = async () => ({
  timings: { total: 5 },
  redirects: [],
  http: { version: '1.1', status: 200, headers: {} },
  at: NOON,
});

describe('probing what is due', () => {
  it('starts all, although the first ones have not answered', async () => {
    let started = 0;
    const hanging: Probe = async (...args) => {
      started += 1;
      while (started < monitors.length) await new Promise((resolve) => setImmediate(resolve));
      return ok(...args);
    };
    const { deps } = aWorld(0, hanging);
    const results = await probeDue(deps, monitors, NOON);
    expect(results.map(({ monitorId }) => monitorId)).toEqual(monitors.map(({ id }) => id));
  });

  it('says so when the process was too busy to measure truly', async () => {
    const strained = aWorld(30, ok);
    await probeDue(strained.deps, monitors, NOON);
    expect(strained.logged).toEqual(['The process was busy: the times that this tick measured may be too long']);
    const calm = aWorld(0, ok);
    await probeDue(calm.deps, monitors, NOON);
    expect(calm.logged).toEqual([]);
  });
});
