/** One assertion against one observation. Pure; `judge` makes a verdict of all of them. */
import type { Assertion, AssertionOn, Finding, SubjectName } from './assertion.ts';
import { subjectOf } from './assertions/subjects.ts';
import type { FailureCode } from './failure.ts';
import type { Observation } from './observation.ts';

export function evaluate(assertion: Assertion, observation: Observation): Finding {
  const [outcome, found] = evaluated(assertion, observation);
  return { assertion, outcome, expected: expectation(assertion), found };
}

/** Completes "Expected …": `status 200-299`, `$.status to be "ok"`. */
export const expectation = <S extends SubjectName>(assertion: AssertionOn<S>): string =>
  subjectOf<S>(assertion.subject).expectation(assertion);

/** The code of a finding that did not pass. */
export const failureCodeOf = (finding: Finding, observation: Observation): FailureCode =>
  subjectOf(finding.assertion.subject).failureCode(finding, observation);

const evaluated = <S extends SubjectName>(assertion: AssertionOn<S>, observation: Observation) =>
  subjectOf<S>(assertion.subject).evaluate(assertion, observation);
