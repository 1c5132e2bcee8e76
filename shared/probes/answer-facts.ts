/** What the assertions ask of an answer beyond what its own probe tells, the same for every kind of target. */
import type { Assertion } from '../domain/assertion.ts';
import type { Observation } from '../domain/observation.ts';
import { selectSamples } from './metrics.ts';
import { tryPatterns } from './patterns.ts';

/** Runs after the look has ended, so none of it is the target's time. */
export async function withAnswerFacts(
  observation: Observation,
  assertions: readonly Assertion[],
): Promise<Observation> {
  const metrics = selectSamples(observation, assertions);
  const patterns = await tryPatterns(observation, assertions);
  return { ...observation, ...(metrics && { metrics }), ...(patterns && { patterns }) };
}
