/** Heartbeats from signal to message: the real store, fold, notifier and probe, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Beat } from '../../shared/domain/checks/heartbeat.ts';
import type { HeartbeatTarget } from '../../shared/domain/checks/target.ts';
import { alone, emailText, smsText, terminalText, webhookPayload } from '../../shared/domain/messages/message.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { aMonitor, MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, type World } from './world.ts';

const target: HeartbeatTarget = {
  kind: 'heartbeat',
  monitorId: 'backup',
  schedule: { periodMs: 5 * MINUTE },
  graceMs: MINUTE,
  maxDurationMs: 2 * MINUTE,
  tokenHash: `sha256:${'0'.repeat(64)}`,
};

const backup = aMonitor({
  id: 'backup',
  name: 'Nightly backup',
  target,
  assertions: [],
  policy: { failureThreshold: 1, recoveryThreshold: 1 },
});

let world: World;
let reads = 0;

beforeEach(async () => {
  world = await openWorld({ monitors: [backup] });
  reads = 0;
  const readBeats = () => {
    reads += 1;
    return world.store.readBeats();
  };
  world.probe = createProbe({ beats: { readBeats } });
});
afterEach(() => world.close());

const report = (minutes: number, beat: Omit<Beat, 'at'>, id = 'backup') =>
  world.store.recordBeat(id, { ...beat, at: NOON + minutes * MINUTE });

/** The ticks of these minutes, each followed by a pass of the notifier; the phase after the last. */
async function run(from: number, to = from): Promise<string | undefined> {
  for (let minute = from; minute <= to; minute++) {
    await world.tick(NOON + minute * MINUTE);
    await world.notify();
  }
  return world.phase('backup');
}

describe('a heartbeat', () => {
  it('is pending and tells nobody until it comes for the first time', async () => {
    expect((await run(0, 9)) ?? 'pending').toBe('pending');
    expect(world.toldSoFar()).toEqual([]);
    await report(9.5, { signal: 'success' });
    expect(await run(10)).toBe('up');
  });

  it('is late once period and grace are over, and recovers with the next beat', async () => {
    await report(0, { signal: 'success' });
    expect(await run(1, 6)).toBe('up');
    expect(await run(4, 7)).toBe('down');
    expect(world.toldSoFar()).toEqual(['down oncall']);
    await report(7.5, { signal: 'success' });
    expect(await run(8)).toBe('up');
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
  });

  it('is down at once when it reports a failure', async () => {
    await report(0, { signal: 'success' });
    await run(1);
    await report(1.2, { signal: 'fail', exitCode: 2 });
    expect(await run(2)).toBe('down');
    expect(world.told[0]?.notification.incident.failure.message).toBe(
      'The job reported a failure: exit code 2 came 2026-11-22 12:01:12 UTC.',
    );
    expect(await run(3, 20)).toBe('down');
    await report(20.5, { signal: 'success', exitCode: 0 });
    expect(await run(21)).toBe('up');
  });

  it('overruns, and recovers when the run ends well after all', async () => {
    await report(0, { signal: 'success' });
    await report(1, { signal: 'start' });
    expect(await run(1, 3)).toBe('up');
    expect(await run(4)).toBe('down');
    expect(world.told[0]?.notification.incident.failure.code).toBe('heartbeat_overran');
    await report(4.5, { signal: 'success' });
    expect(await run(5)).toBe('up');
  });

  it('is judged as of its slot, however late the tick is', async () => {
    await report(0, { signal: 'success' });
    world.clock.current = NOON + 60 * MINUTE;
    expect(await run(6)).toBe('up');
  });

  it('has no response time', async () => {
    await report(0, { signal: 'success' });
    const { tick } = await world.tick(NOON + MINUTE);
    expect(tick.results).toEqual([{ monitorId: 'backup', verdict: 'up' }]);
  });

  it('is unknown, and no alert, while the store does not say', async () => {
    await report(0, { signal: 'success' });
    world.probe = createProbe({ beats: { readBeats: () => Promise.reject(new Error('throttled')) } });
    const { tick } = await world.tick(NOON + 9 * MINUTE);
    expect(tick.results[0]).toMatchObject({ verdict: 'unknown', failure: { code: 'probe_error' } });
  });

  it('is unknown within the timeout where the store never answers', async () => {
    const probe = createProbe({ beats: { readBeats: () => new Promise(() => {}) } });
    const observation = await probe(target, [], { timeoutMs: 20, slot: NOON });
    expect(observation.failure?.code).toBe('probe_error');
  });

  it('is read once a tick, however many there are, and not at all where there is none', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      ...backup,
      id: `job-${index}`,
      target: { ...target, monitorId: `job-${index}` },
    }));
    world.fleet = { ...world.fleet, monitors: many };
    await report(0, { signal: 'success' }, 'job-7');
    const { tick } = await world.tick(NOON + MINUTE);
    expect(reads).toBe(1);
    expect(tick.results.filter(({ verdict }) => verdict === 'up').map(({ monitorId }) => monitorId)).toEqual(['job-7']);
    await world.tick(NOON + 2 * MINUTE);
    expect(reads).toBe(2);
  });

  it('is told of in words that make sense', async () => {
    await report(0, { signal: 'success' });
    await run(1, 7);
    await report(7.5, { signal: 'success' });
    await run(8);
    const [down, recovered] = world.told.map(({ notification }) => notification);
    if (!down || !recovered) throw new Error('two messages were expected');
    expect(emailText(alone(down))).toContain(
      'The heartbeat is late: expected by 2026-11-22 12:05:00 UTC, last success 2026-11-22 12:00:00 UTC.',
    );
    expect(emailText(alone(down))).toContain('after 1 failed check\n');
    expect(emailText(alone(down))).toContain('heartbeat every 5 min, 1 min of grace');
    expect(emailText(alone(recovered))).toContain('It reports as expected again.');
    expect(smsText(alone(down))).toBe(
      'DOWN: Nightly backup (critical, since 2026-11-22 12:07 UTC): the heartbeat is late.',
    );
    expect(terminalText(alone(down))).toMatch(/1 failed check\n.*heartbeat every 5 min, 1 min of grace$/);
    expect(webhookPayload(down).monitor.target).toMatchObject({ kind: 'heartbeat', url: null });
  });
});

describe('a heartbeat that is removed from the file', () => {
  const isKept = async () => [(await world.store.readBeats()).has('backup'), await world.phase('backup')];

  it('is forgotten with all that its job has said, an hour after that has said something last', async () => {
    await report(0.5, { signal: 'success' });
    expect(await run(1)).toBe('up');
    world.fleet = { ...world.fleet, monitors: [] };
    await run(30);
    expect(await isKept()).toEqual([true, 'up']);
    await report(40, { signal: 'start' });
    await run(99);
    expect(await isKept()).toEqual([true, 'up']);
    await run(101);
    expect(await isKept()).toEqual([false, undefined]);
  });

  it('goes on from what its job has said where it comes back within that hour', async () => {
    await report(0.5, { signal: 'success' });
    await run(1);
    const { monitors } = world.fleet;
    world.fleet = { ...world.fleet, monitors: [] };
    await run(2);
    world.fleet = { ...world.fleet, monitors };
    expect(await run(3)).toBe('up');
    expect(await run(4, 7)).toBe('down');
  });
});
