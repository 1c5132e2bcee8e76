/** Waits for what a deployment does in its own time. */
import { setTimeout as wait } from 'node:timers/promises';

/** Asks every second until the answer is as it should be; the last one that was not, when the seconds are over. */
export async function until<T>(
  ask: () => T | Promise<T>,
  isRight: (answer: T) => boolean,
  patienceSeconds: number,
): Promise<T> {
  for (let seconds = 0; ; seconds++) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (seconds > patienceSeconds) {
      throw new Error(`After ${patienceSeconds} seconds it is still ${JSON.stringify(answer)}.`);
    }
    await wait(1000);
  }
}
