/** What every subject of assertions says about itself. One file a subject; `subjects.ts` is the table of them all. */
import type { AssertionOn, Finding, Outcome, SubjectName } from '../assertion.ts';
import type { FailureCode } from '../failure.ts';
import type { Observation } from '../observation.ts';

/** An outcome, and what was found in words that complete "…, found …": `503 Service Unavailable`. */
export type Evaluated = readonly [outcome: Outcome, found: string];

export interface Subject<S extends SubjectName> {
  /** Completes "Expected …": `status 200-299`, `$.status to be "ok"`. */
  readonly expectation: (assertion: AssertionOn<S>) => string;
  readonly evaluate: (assertion: AssertionOn<S>, observation: Observation) => Evaluated;
  /** The code of a finding that did not pass. */
  readonly failureCode: (finding: Finding, observation: Observation) => FailureCode;
}

/** What is found where no complete answer came. */
export const NO_ANSWER = 'no complete answer';

/** What is found of a certificate, or of anything else that comes with TLS, where there is none. */
export const withoutCertificate = ({ failure }: Observation): string =>
  failure ? 'no certificate' : 'an answer without TLS';

export const passIf = (isSatisfied: boolean): Outcome => (isSatisfied ? 'pass' : 'fail');

/** What several values make together: all must pass, and a clear failure weighs more than what cannot be evaluated. */
export const gravest = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.find((each) => each === 'fail') ?? outcomes.find((each) => each === 'unevaluable') ?? 'pass';
