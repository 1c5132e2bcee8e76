/** Many outages with a kill at a random moment of each: `node test/e2e/kill-rounds.ts --rounds 50 --at-once 3`. */
import { parseArgs } from 'node:util';
import { brokenPromises, type Plan, playOutage } from './outage.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50' }, 'at-once': { type: 'string', default: '2' } },
});
const rounds = Number(values.rounds);
const queue = Array.from({ length: rounds }, (_, index) => index).values();
let kept = 0;
let copies = 0;

await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
console.log(`${kept} of ${rounds} outages were told once; ${copies} second copies, each with the id of the first.`);
process.exitCode = kept === rounds ? 0 : 1;

async function worker(): Promise<void> {
  for (const round of queue) {
    const plan = randomPlan();
    try {
      const story = await playOutage(plan);
      const faults = brokenPromises(story);
      copies += story.received.length - 2;
      if (faults.length === 0) kept += 1;
      else console.error(`Round ${round}, ${JSON.stringify(plan)}: ${faults.join('; ')}\n${story.output}`);
    } catch (error) {
      console.error(`Round ${round}, ${JSON.stringify(plan)}:`, error);
    }
  }
}

/** Four in five at any moment of the outage, the others aimed at the gap between sending and marking. */
function randomPlan(): Plan {
  const shared = { pauseMs: Math.round(Math.random() ** 3 * 4000), lastsMs: Math.round(Math.random() * 2000) };
  if (Math.random() < 0.8) return { ...shared, killAfterMs: Math.round(Math.random() * 7000) };
  const kind = Math.random() < 0.5 ? 'down' : 'recovered';
  return { ...shared, killAt: { kind, moment: Math.random() < 0.5 ? 'beforeAnswer' : 'afterAnswer' } };
}
