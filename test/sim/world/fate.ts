/** What a call of a process may come to. */
import type { Fault } from './faults.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;

/** `fails after all`: it is done, and whoever asked is told that it failed. */
export type Fate = 'done' | 'dies before' | 'dies after' | 'fails' | 'fails after all';

export function fateOf({ faults, random }: World, refused?: Fault, ambiguous?: Fault): Fate {
  if (faults.strikes('crash')) return random.chance(0.5) ? 'dies before' : 'dies after';
  if (refused && faults.strikes(refused)) return 'fails';
  if (ambiguous && faults.strikes(ambiguous)) return 'fails after all';
  return 'done';
}

/** By how much the clock of a process is wrong. */
export function drawSkewMs({ faults, random }: World): number {
  if (faults.strikes('stepBack')) return -60 * MINUTE;
  return faults.strikes('skew') ? random.between(-5 * MINUTE, 5 * MINUTE) : 0;
}

/** For how long a process stands still before it notices the answer to a call. */
export function freezeMs({ faults, random, time }: World): number {
  if (!faults.strikes('freeze')) return 0;
  const ms = random.logUniform(1000, 30 * MINUTE);
  faults.lasts(time.now + ms);
  return ms;
}
