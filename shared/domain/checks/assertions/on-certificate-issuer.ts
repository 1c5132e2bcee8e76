/** Who issued the certificate of a target: its authority's name, as the certificate gives it. */
import type { Comparison } from '../assertion.ts';
import { compareText, comparisonText, valueText } from '../comparison.ts';
import { type Subject, withoutCertificate } from './subject.ts';

export interface OnCertificateIssuer {
  readonly subject: 'certificateIssuer';
  readonly comparison: Comparison;
}

export const onCertificateIssuer: Subject<'certificateIssuer'> = {
  expectation: ({ comparison }) => `the certificate's issuer ${comparisonText(comparison)}`,
  evaluate: ({ comparison }, observation) => {
    const { certificate } = observation;
    if (!certificate) return ['unevaluable', withoutCertificate(observation)];
    return [compareText(certificate.issuer, comparison), valueText(certificate.issuer)];
  },
  failureCode: () => 'assertion_failed',
};
