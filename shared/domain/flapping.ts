/**
 * Flapping: a monitor that goes down again and again. The incident that makes it so stays open until the monitor has
 * been up for a while, so that people are told once, and not with every turn.
 */

export interface FlappingPolicy {
  /** So many incidents within `windowMs`, the newest among them, are flapping. */
  readonly openings: number;
  readonly windowMs: number;
  /** For how long it must be up before it counts as recovered. */
  readonly stableMs: number;
}

/** No incident needs more of them to be told how many there were. */
const MOST_REMEMBERED = 100;

/** The openings that count, with the one at `slot`. Empty where flapping is not looked for. */
export function recentOpenings(
  former: readonly number[] = [],
  slot: number,
  policy: FlappingPolicy | undefined,
): readonly number[] {
  if (!policy) return [];
  return [...former.filter((opening) => slot - opening < policy.windowMs), slot].slice(-MOST_REMEMBERED);
}
