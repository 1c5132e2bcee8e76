/** `npm run mutants [word in a name]`: a table of who catches what, and failure where a mutant survives. */
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { MUTANTS, type Mutant } from './list.ts';

const [word = ''] = process.argv.slice(2);
const SEEDS = 150;
const MONITOR_YEARS = 0.02;
let survivors = 0;

for (const mutant of MUTANTS.filter(({ name }) => name.includes(word))) {
  const caught = mutant.unit ? byUnit(mutant.unit, mutant) : await byHunt(mutant);
  if (caught === 'survives') survivors += 1;
  console.log(`${caught === 'survives' ? 'SURVIVES' : 'caught  '}  ${mutant.name.padEnd(58)}  ${caught.slice(0, 110)}`);
}
console.log(`${survivors} of ${MUTANTS.length} survive`);
process.exitCode = survivors > 0 ? 1 : 0;

function byHunt(mutant: Mutant): Promise<string> {
  const worker = new Worker(new URL('./hunt.ts', import.meta.url), {
    workerData: { mutant, seeds: SEEDS, monitorYears: MONITOR_YEARS },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: string) => {
      resolve(message);
      void worker.terminate();
    });
    worker.once('error', reject);
  });
}

/** The test must fail with the mutant in place. */
function byUnit(unit: string, mutant: Mutant): string {
  const config = 'test/sim/mutants/vitest.config.ts';
  const { status, stdout } = spawnSync('npx', ['vitest', 'run', '--config', config, unit], {
    encoding: 'utf8',
    env: { ...process.env, NIGHTJAR_MUTANT: mutant.name },
  });
  if (status === 0) return 'survives';
  if (!/\d+ failed/.test(stdout)) throw new Error(`${unit} could not be run: ${stdout}`);
  return unit;
}
