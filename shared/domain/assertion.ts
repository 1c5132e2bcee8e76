/**
 * Conditions on an observation. Each is three-valued: it passes, it fails, or it cannot be evaluated, and what cannot
 * be evaluated never passes.
 */

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
  | { readonly op: 'exists'; readonly value: boolean };

export type Assertion = { readonly effect: Effect } & (
  | { readonly subject: 'status'; readonly ranges: readonly StatusRange[] }
  | { readonly subject: 'header'; readonly name: string; readonly comparison: Comparison }
  | { readonly subject: 'body'; readonly op: 'contains' | 'notContains'; readonly text: string }
  | { readonly subject: 'json'; readonly path: string; readonly comparison: Comparison }
  | { readonly subject: 'responseTime'; readonly atMostMs: number }
  | { readonly subject: 'certificate'; readonly daysLeft: number }
);

export type AssertionOn<S extends Assertion['subject']> = Extract<Assertion, { subject: S }>;

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
