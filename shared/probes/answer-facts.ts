/** What the assertions ask of an answer beyond what its own probe tells, the same for every kind of target. */
import type { Assertion } from '../domain/checks/assertion.ts';
import type { Observation } from '../domain/checks/observation.ts';
import { selectSamples } from './metrics.ts';
import { patternOf, tryPatterns } from './patterns.ts';

/** Whether an assertion is about more than its probe tells by itself. */
export const asksForFacts = (assertion: Assertion): boolean =>
  assertion.subject === 'metric' || patternOf(assertion) !== undefined;

/** Runs after the look has ended, so none of it is the target's time. */
export async function withAnswerFacts(
  observation: Observation,
  assertions: readonly Assertion[],
): Promise<Observation> {
  const metrics = selectSamples(observation, assertions);
  const patterns = await tryPatterns(observation, assertions);
  return { ...observation, ...(metrics && { metrics }), ...(patterns && { patterns }) };
}
