/**
 * `npm run sim -- --years 200 [--seed 1] [--jobs 2] [--each 0.1]`: that many monitor-years, one seed after another, shared among
 * worker threads. Without `--years` it is one run of one seed. Ends with one line of figures, and with failure where a rule was broken.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Figures } from './run-seed.ts';
import { addUp, lineOf, missedIn, type Sum } from './sum.ts';

const { values } = parseArgs({
  options: {
    years: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(cpus().length) },
    each: { type: 'string', default: '0.1' },
  },
});

const each = Number(values.each);
const years = values.years === undefined ? 0 : Number(values.years);
const started = performance.now();
let nextSeed = Number(values.seed);
let sum: Sum | undefined;
let broken = 0;
let isEnding = false;
// What was done so far is worth its line.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isEnding = true));

await Promise.all(Array.from({ length: years > 0 ? Number(values.jobs) : 1 }, work));
finish();

/** A worker asks for a seed whenever it has room for one. */
function work(): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { monitorYears: each } });
  const isSingle = years === 0;
  let isTaken = false;
  worker.on('message', (message: 'more' | Figures) => {
    if (message === 'more') {
      const isOver = isEnding || (isSingle ? isTaken : (sum?.monitorYears ?? 0) >= years);
      isTaken = true;
      worker.postMessage(isOver ? undefined : nextSeed++);
    } else note(message);
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function note(figures: Figures): void {
  sum = addUp(sum, figures);
  if (!figures.violation) return;
  broken += 1;
  console.error(`${figures.violation.text}\n`);
}

function finish(): void {
  if (!sum) return;
  const missed = missedIn(sum);
  if (missed.length > 0) console.error(`Never met, so this run proves little: ${missed.join('; ')}.`);
  console.log(lineOf(sum, broken, (performance.now() - started) / 1000));
  process.exitCode = broken > 0 || missed.length > 0 ? 1 : 0;
}
