/**
 * Conditions on an observation. Each is three-valued: it passes, it fails, or it cannot be evaluated, and what cannot
 * be evaluated never passes.
 */
import type { OnAnswers } from './assertions/on-answers.ts';
import type { OnBody } from './assertions/on-body.ts';
import type { OnCertificate } from './assertions/on-certificate.ts';
import type { OnCertificateIssuer } from './assertions/on-certificate-issuer.ts';
import type { OnCertificateNames } from './assertions/on-certificate-names.ts';
import type { OnHeader } from './assertions/on-header.ts';
import type { OnJson } from './assertions/on-json.ts';
import type { OnMetric } from './assertions/on-metric.ts';
import type { OnPhase } from './assertions/on-phase.ts';
import type { OnRegistration } from './assertions/on-registration.ts';
import type { OnResponseTime } from './assertions/on-response-time.ts';
import type { OnStatus } from './assertions/on-status.ts';
import type { OnTlsVersion } from './assertions/on-tls-version.ts';

/** What a failed assertion makes of the monitor. */
export type Effect = 'degraded' | 'down';

/** Both ends are included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** A comparison with a value found in a JSON body, or with a header's text. */
export type Comparison =
  | { readonly op: 'equals' | 'notEquals'; readonly value: string | number | boolean | null }
  | { readonly op: 'atLeast' | 'atMost' | 'greaterThan' | 'lessThan'; readonly value: number }
  | { readonly op: 'contains' | 'notContains'; readonly value: string }
  /** A regular expression, in the syntax of RE2. */
  | { readonly op: 'matches' | 'notMatches'; readonly value: string }
  | { readonly op: 'exists'; readonly value: boolean };

export type Assertion = { readonly effect: Effect } & (
  | OnStatus
  | OnHeader
  | OnBody
  | OnJson
  | OnMetric
  | OnResponseTime
  | OnPhase
  | OnCertificate
  | OnAnswers
  | OnRegistration
  | OnCertificateIssuer
  | OnCertificateNames
  | OnTlsVersion
);

export type SubjectName = Assertion['subject'];
export type AssertionOn<S extends SubjectName> = Extract<Assertion, { subject: S }>;

export type Outcome = 'pass' | 'fail' | 'unevaluable';

export interface Finding {
  readonly assertion: Assertion;
  readonly outcome: Outcome;
  /** Both complete the sentence "Expected …, found …." for a person: `status 200-299`, `503 Service Unavailable`. */
  readonly expected: string;
  readonly found: string;
}

export const isInRanges = (status: number, ranges: readonly StatusRange[]): boolean =>
  ranges.some(({ from, to }) => from <= status && status <= to);
