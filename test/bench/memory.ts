/**
 * Memory of a local run: 500 monitors, the embedded database on disk, real probes to a server in another process, one
 * hour of virtual time (60 ticks of a minute). Run it with `node --expose-gc test/bench/memory.ts`; `npm run bench` does.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { runNotifier } from '../../shared/notify/run-notifier.ts';
import type { Clock } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { runTick } from '../../shared/tick/run-tick.ts';
import { aFleet, aMonitor, anHttpTarget, MINUTE, NOON } from '../domain/builders.ts';

const MONITORS = 500;
const TICKS = 60;
/** Virtual seconds pass this much faster, so that the starts of a tick are still spread. */
const HASTE = 10;

const quiet = { info: () => {}, warn: () => {}, error: console.error };

interface Sample {
  readonly minute: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

export async function main(): Promise<void> {
  const target = fork(import.meta.filename, ['serve'], { execArgv: [] });
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-memory-'));
  try {
    const [port] = (await once(target, 'message')) as [number];
    report(await liveAnHour(`http://127.0.0.1:${port}/health`, folder));
  } finally {
    target.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function liveAnHour(url: string, folder: string): Promise<Sample[]> {
  const database = await openEmbeddedDatabase({ folder });
  await createTable(database.client, 'nightjar');
  const clock = virtualClock();
  const store = createStore({ client: database.client, tableName: 'nightjar', clock });
  const deps = {
    store,
    logbook: createLogbook({ client: database.client, tableName: 'nightjar', clock }),
    probe: createProbe({ allowLoopback: true }),
    secrets: { read: async () => '' },
    metrics: { publishTick: async () => {} },
    senders: {},
    clock,
    log: quiet,
  };
  const monitors = Array.from({ length: MONITORS }, (_, i) =>
    aMonitor({ id: `monitor-${i}`, target: anHttpTarget({ url }) }),
  );
  const fleet = aFleet({ monitors });
  const samples: Sample[] = [];
  for (let minute = 0; minute < TICKS; minute++) {
    const slot = NOON + minute * MINUTE;
    clock.moveTo(slot);
    const { tick } = await runTick(deps, {
      fleet,
      slot,
      tickMs: MINUTE,
      cell: WHOLE_FLEET,
      region: 'local',
      startSpreadMs: 1000,
    });
    const failed = tick.results.find((result) => result.verdict !== 'up');
    if (failed) throw new Error(`A check of the bench failed: ${JSON.stringify(failed)}`);
    await runNotifier(deps, { fleet, claimMs: 15_000 });
    if (minute % 10 === 9) samples.push(sample(minute + 1));
  }
  await database.close();
  return samples;
}

function virtualClock(): Clock & { moveTo(instant: number): void } {
  let now = NOON;
  return {
    now: () => now,
    moveTo: (instant) => {
      now = instant;
    },
    sleep: (ms) => wait(ms / HASTE),
  };
}

function sample(minute: number): Sample {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { minute, rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 };
}

function report(samples: readonly Sample[]): void {
  console.log(`memory of a local run, ${MONITORS} monitors, database on disk, ${TICKS} ticks of a minute`);
  for (const { minute, rssMb, heapMb } of samples) {
    console.log(
      `  after ${String(minute).padStart(2)} min   resident ${rssMb.toFixed(0)} MB   heap ${heapMb.toFixed(1)} MB`,
    );
  }
  const first = samples[0] as Sample;
  const last = samples.at(-1) as Sample;
  const growth = (last.heapMb / first.heapMb).toFixed(2);
  console.log(`  heap after ${last.minute} min : after ${first.minute} min = ${growth}`);
}

function serve(): void {
  const server = createServer((_request, response) => response.end('{"status":"ok"}'));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'serve') serve();
  else await main();
}
