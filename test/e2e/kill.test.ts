import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startNightjar } from '../cli/nightjar.ts';
import { brokenPromises, type Plan, playOutage } from './outage.ts';

/** A different moment within its half second each time that the tests run; many more in kill-rounds.ts. */
const around = (ms: number): number => Math.round(ms + Math.random() * 500);

const TIMEOUT_MS = 60_000;

describe.concurrent('a runner that is killed during an outage and started again', () => {
  it.for<[string, Plan]>([
    ['before the first failure is confirmed', { killAfterMs: around(300) }],
    ['about when DOWN is due', { killAfterMs: around(1300) }],
    ['while the target is down', { killAfterMs: around(2500), lastsMs: 2000 }],
    ['about when RECOVERED is due', { killAfterMs: around(3800) }],
  ])('tells of it once, when it is killed %s', { timeout: TIMEOUT_MS }, async ([, plan]) => {
    const story = await playOutage(plan);
    expect({ plan, faults: brokenPromises(story), output: story.output }).toMatchObject({ faults: [] });
  });

  it.for(['down', 'recovered'])(
    'sends a second copy of %s with the same id, when it is killed before it could mark the first',
    { timeout: TIMEOUT_MS },
    async (kind) => {
      const story = await playOutage({ killAt: { kind, moment: 'beforeAnswer' } });
      expect({ faults: brokenPromises(story), output: story.output }).toMatchObject({ faults: [] });
      const copies = story.received.filter((message) => message.kind === kind);
      expect(copies).toHaveLength(2);
      expect(copies[1]?.eventId).toBe(copies[0]?.eventId);
    },
  );

  it('keeps the promise when it is killed just after the answer', { timeout: TIMEOUT_MS }, async () => {
    const story = await playOutage({ killAt: { kind: 'down', moment: 'afterAnswer' } });
    expect({ faults: brokenPromises(story), output: story.output }).toMatchObject({ faults: [] });
  });
});

describe('a runner that is killed while it opens its database', () => {
  it('leaves nothing that keeps the next one from starting', { timeout: TIMEOUT_MS }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nightjar-open-'));
    const file = join(folder, 'monitors.yaml');
    await writeFile(file, 'monitors: [{ id: rota, name: Staff rota, http: "http://127.0.0.1:9/" }]\n');
    const start = () => startNightjar(['run', file, '--data', join(folder, 'data'), '--port', '0']);
    for (const afterMs of [150, 250, 350, 450, 550].map((ms) => ms + Math.random() * 100)) {
      const runner = start();
      await wait(afterMs);
      runner.process.kill('SIGKILL');
      await runner.ended;
    }
    const runner = start();
    await runner.printed(/Status: http/);
    expect((await runner.stop()).exit).toBe(0);
    await rm(folder, { recursive: true, force: true });
  });
});
