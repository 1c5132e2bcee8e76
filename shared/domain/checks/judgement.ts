/** From facts to a verdict. */
import type { Assertion, Finding } from './assertion.ts';
import { FAILURES, type Failure, failure } from './failure.ts';
import { failureOf } from './failure-of-finding.ts';
import { evaluate } from './finding.ts';
import type { Observation } from './observation.ts';
import type { Verdict } from './result.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** The reason for any verdict but `up`: the transport's failure, else the gravest failed assertion. */
  readonly failure?: Failure;
  /** One for each assertion, in order; `unevaluable` where the observation has nothing to judge. */
  readonly findings: readonly Finding[];
}

/**
 * A transport failure decides alone, by whom it blames. Otherwise the gravest assertion that did not pass decides, and
 * one that cannot be evaluated counts as one that failed.
 */
export function judge(observation: Observation, assertions: readonly Assertion[]): Judgement {
  const findings = assertions.map((assertion) => evaluate(assertion, observation));
  if (observation.failure) {
    const isTargetsFault = FAILURES[observation.failure.code].blame === 'target';
    return { verdict: isTargetsFault ? 'down' : 'unknown', failure: observation.failure, findings };
  }
  const gravest = gravestOf(findings);
  if (!gravest) {
    const blemish = observation.blemish ?? (isWithoutNames(observation) ? NO_SAN : undefined);
    return blemish ? { verdict: 'degraded', failure: blemish, findings } : { verdict: 'up', findings };
  }
  return { verdict: gravest.assertion.effect, failure: failureOf(gravest, observation), findings };
}

/** Good enough for OpenSSL, which falls back on the subject. Visitors with a browser are turned away. */
const NO_SAN = failure('tls_no_san');

const isWithoutNames = ({ certificate }: Observation): boolean => certificate?.names.length === 0;

/** The first of the gravest: down before degraded, failed before unevaluable, the status before all else. */
function gravestOf(findings: readonly Finding[]): Finding | undefined {
  const rank = ({ assertion, outcome }: Finding): number =>
    (assertion.effect === 'down' ? 4 : 0) + (outcome === 'fail' ? 2 : 0) + (assertion.subject === 'status' ? 1 : 0);
  return findings
    .filter(({ outcome }) => outcome !== 'pass')
    .reduce<Finding | undefined>((best, each) => (best && rank(best) >= rank(each) ? best : each), undefined);
}
