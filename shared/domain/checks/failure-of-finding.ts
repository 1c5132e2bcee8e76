/** The failure that a finding amounts to, in words. */
import type { Finding } from './assertion.ts';
import type { Failure, FailureCode } from './failure.ts';
import { failureCodeOf } from './finding.ts';
import type { Observation } from './observation.ts';

export function failureOf(finding: Finding, observation: Observation): Failure {
  const { expected, found } = finding;
  const code = failureCodeOf(finding, observation);
  const verb = finding.assertion.subject === 'status' ? 'got' : 'found';
  return { code, message: `Expected ${expected}, ${verb} ${found}${hint(code, observation)}.`, expected, found };
}

const hint = (code: FailureCode, { http }: Observation): string => {
  if (code !== 'rate_limited') return '';
  const seconds = http?.headers['retry-after'];
  const wait = seconds && /^\d{1,9}$/.test(seconds) ? ` and asks to wait ${seconds} s` : '';
  return `; the server says that it is asked too often${wait}, so a longer interval may help`;
};
