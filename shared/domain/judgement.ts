/** From facts to a verdict. */
import type { Assertion, Finding } from './assertion.ts';
import type { Failure } from './failure.ts';
import type { Observation } from './observation.ts';
import type { Verdict } from './result.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** The reason for any verdict but `up`: the transport's failure, else the gravest failed assertion. */
  readonly failure?: Failure;
  /** One for each assertion, in order; `unevaluable` where the observation has nothing to judge. */
  readonly findings: readonly Finding[];
}

export function judge(_observation: Observation, _assertions: readonly Assertion[]): Judgement {
  throw new Error('not written yet');
}
