/**
 * Looks at the lab's bad targets, over and over, in one process, and prints what that process holds. Memory and handles
 * must stay flat.
 *
 *     npm run soak -- --probes 200000
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seeded } from '../lab/crowd.ts';
import { heldHandles } from '../lab/handles.ts';
import { openLab } from '../lab/lab.ts';
import { type Exhibit, exhibitAll } from '../lab/row.ts';
import { ROWS } from '../lab/rows/index.ts';
import { type Sample, slopePer10k } from './slope.ts';

const { values } = parseArgs({
  options: {
    probes: { type: 'string', default: '200000' },
    concurrency: { type: 'string', default: '40' },
    every: { type: 'string', default: '10000' },
    /** Ends sooner, with what there is, after so many seconds. */
    seconds: { type: 'string', default: '86400' },
    seed: { type: 'string', default: '1' },
    /** Only the rows whose id begins with this. */
    rows: { type: 'string', default: '' },
  },
});

const MIB = 1024 * 1024;

const shown = ROWS.filter(({ id }) => id.startsWith(values.rows));

interface Tally {
  done: number;
  wrong: Map<string, number>;
  /** Looks at which the process itself got too little of the processor, and said so. */
  starved: number;
  latestMs: number;
}

/** How long this process did not get to do anything: a verdict that waits for it is a timeout. */
const stalls = monitorEventLoopDelay({ resolution: 20 });

async function soak(): Promise<boolean> {
  const lab = await openLab();
  const exhibits = await exhibitAll(shown, lab);
  const tally: Tally = { done: 0, wrong: new Map(), starved: 0, latestMs: Number.NEGATIVE_INFINITY };
  const samples: Sample[] = [];
  const until = performance.now() + Number(values.seconds) * 1000;
  const startedAt = performance.now();
  console.log(`${shown.length} rows, ${values.concurrency} probes at a time\n`);
  console.log('   probes   seconds   RSS MiB   heap MiB   handles   wrong   longest stall, ms');
  stalls.enable();
  for (let goal = 0; goal < Number(values.probes) && performance.now() < until; ) {
    goal = Math.min(goal + Number(values.every), Number(values.probes));
    await lookUntil(goal, until, exhibits, tally);
    samples.push(await sample(tally, (performance.now() - startedAt) / 1000));
  }
  await lab.close();
  return report(samples, tally);
}

/** A steady number of looks at once, each at a row of chance, until so many are done. */
async function lookUntil(goal: number, until: number, exhibits: readonly Exhibit[], tally: Tally): Promise<void> {
  const random = seeded(Number(values.seed) + tally.done);
  let left = goal - tally.done;
  const one = async (): Promise<void> => {
    while (left-- > 0 && performance.now() < until) {
      const exhibit = exhibits[Math.floor(random() * exhibits.length)];
      if (exhibit) await lookAt(exhibit, tally);
    }
  };
  await Promise.all(Array.from({ length: Number(values.concurrency) }, one));
}

/** Rows that change from look to look meet several at once here, so any of their expectations will do. */
async function lookAt({ row, look }: Exhibit, tally: Tally): Promise<void> {
  const { found, overrunMs } = await look();
  tally.done++;
  tally.latestMs = Math.max(tally.latestMs, overrunMs);
  if ([row.expected].flat().some((each) => each === found)) return;
  if (overrunMs > 1000 && found === 'unknown probe_error') {
    tally.starved++;
    return;
  }
  const wrong = `${row.id}: ${found} in place of ${row.expected}`;
  tally.wrong.set(wrong, (tally.wrong.get(wrong) ?? 0) + 1);
}

/** Between two rounds, when nothing is under way and what is garbage has been collected. */
async function sample({ done, wrong }: Tally, seconds: number): Promise<Sample> {
  const stallMs = (stalls.max / 1e6).toFixed(0);
  await sleep(1500);
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const taken = { probes: done, rssMib: rss / MIB, heapMib: heapUsed / MIB, handles: heldHandles() };
  const columns = [
    done,
    seconds.toFixed(0),
    taken.rssMib.toFixed(1),
    taken.heapMib.toFixed(1),
    taken.handles,
    wrongs(wrong),
    stallMs,
  ];
  const widths = [9, 9, 9, 10, 9, 7, 20];
  console.log(columns.map((column, i) => String(column).padStart(widths[i] ?? 0)).join(' '));
  stalls.reset();
  return taken;
}

const wrongs = (wrong: ReadonlyMap<string, number>): number => [...wrong.values()].reduce((sum, each) => sum + each, 0);

/** Whether every verdict was right. */
function report(samples: readonly Sample[], tally: Tally): boolean {
  const slope = (of: keyof Sample): string => slopePer10k(samples, of).toFixed(2);
  console.log(
    `\nslope for each 10,000 probes: RSS ${slope('rssMib')} MiB, heap ${slope('heapMib')} MiB, handles ${slope('handles')}`,
  );
  console.log(`${tally.starved} probes were starved by the machine, said so, and blamed nobody`);
  console.log(`the latest probe was ${tally.latestMs.toFixed(0)} ms past its deadline`);
  for (const [what, count] of tally.wrong) console.log(`wrong ${count} times, ${what}`);
  return tally.wrong.size === 0;
}

process.exitCode = (await soak()) ? 0 : 1;
