/** What there is to know about a kind of monitor. */
import type { z } from 'zod';
import type { PhaseName } from '../../domain/checks/assertions/on-phase.ts';
import type { Target } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import type { Flaw } from '../problem.ts';

/** Paths of flaws begin at the monitor. */
export interface Kind<Input> {
  /** What stands below the kind's key. */
  readonly schema: z.ZodType<Input>;
  /** What to probe, with the kind's own defaults filled in. */
  toTarget(input: Input, monitorId: string): Target;
  /** Problems between keys; either argument may lack whatever was wrong by itself. */
  check(input: Draft<Input>, expect: Draft<Expectation> | undefined): Flaw[];
  /** What is allowed and yet probably not meant. */
  warn(input: Input, expect: Expectation | undefined): Flaw[];
  /** What may be expected of such a target; other keys of `expect` are refused. */
  readonly expects: readonly (keyof Expectation)[];
  /** The phases that a look at such a target can have, where it has not all of them. */
  readonly phases?: readonly PhaseName[];
  /** What is expected where the file says nothing else. */
  readonly expectedAnyway: Expectation;
  /** What the file expects of every monitor, as far as it makes sense for this one. Already cut down to `expects`. */
  inherit(common: Expectation, input: Input): Expectation;
  /** What holds unless the monitor itself says otherwise, instead of the file's defaults and the usual ones. */
  readonly policy?: KindPolicy;
}

export interface KindPolicy {
  readonly interval?: string;
  readonly retryInterval?: string;
  readonly timeout?: string;
  readonly failureThreshold?: number;
  readonly recoveryThreshold?: number;
}
