/** A thread with one mutant in it: looks for whatever tells it from the real thing. */
import { parentPort, workerData } from 'node:worker_threads';
import { injectMutant } from './hook.ts';
import type { Mutant } from './list.ts';

const { mutant, seeds, monitorYears } = workerData as { mutant: Mutant; seeds: number; monitorYears: number };
injectMutant(mutant);
parentPort?.postMessage((await byPointsOfDeath()) ?? (await bySeeds()) ?? 'survives');

async function byPointsOfDeath(): Promise<string | undefined> {
  const { casesOf, tryOut } = await import('../crash-points.ts');
  for (const verdicts of ['uddduudd', 'dduudduu']) {
    for await (const one of casesOf(verdicts)) {
      const flaw = await tryOut(one).then(
        (outcome) => outcome.flaw,
        (error) => String(error),
      );
      if (flaw) return `points of death: ${flaw}`;
    }
  }
  return undefined;
}

async function bySeeds(): Promise<string | undefined> {
  const { runSeed } = await import('../run-seed.ts');
  for (let seed = 1; seed <= seeds; seed++) {
    const { violation } = await runSeed({ seed, monitorYears });
    if (violation) return `seed ${seed}: ${violation.text.split('\n')[1]}`;
  }
  return undefined;
}
