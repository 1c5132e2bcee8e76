/**
 * What is known of texts and the regular expressions that were tried on them. Who runs the patterns is not the domain's
 * business: it takes an engine, and the facts are enough.
 */
import type { Outcome } from './assertion.ts';

/** One text that one pattern was tried on. */
export interface PatternLook {
  readonly text: string;
  /** Where the first match begins, in UTF-16 units; absent where nothing matches. */
  readonly at?: number;
  /** The pattern was tried on a beginning of the text only, because it is so long. */
  readonly partly?: true;
}

/** By pattern. What is not among these was not looked at. */
export type PatternLooks = Readonly<Record<string, readonly PatternLook[]>>;

export function lookFor(looks: PatternLooks | undefined, pattern: string, text: string): PatternLook | undefined {
  const tried = looks && Object.hasOwn(looks, pattern) ? looks[pattern] : undefined;
  return tried?.find((look) => look.text === text);
}

/** Whether a text matches; nothing can be said of a text that was not looked at as a whole and has no match so far. */
export function matchOutcome(look: PatternLook | undefined): Outcome {
  if (look?.at !== undefined) return 'pass';
  return look && !look.partly ? 'fail' : 'unevaluable';
}
