/** Runs seeds as they are handed out, several at a time, and reports each. */
import { parentPort, workerData } from 'node:worker_threads';
import { runSeeds } from './run-seed.ts';
import type { WorldOptions } from './world/world.ts';

const port = parentPort;
if (!port) throw new Error('this is started by main.ts');
const { monitorYears } = workerData as { monitorYears: number };

await runSeeds(handedOut(), (figures) => port.postMessage(figures));
process.exit(0);

async function* handedOut(): AsyncGenerator<WorldOptions> {
  for (;;) {
    const seed = await new Promise<number | undefined>((resolve) => {
      port?.once('message', resolve);
      port?.postMessage('more');
    });
    if (seed === undefined) return;
    yield { seed, monitorYears };
  }
}
