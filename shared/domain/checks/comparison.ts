/** Comparisons with values that a target sent: what they say to a person, and whether a value satisfies them. */

import { plainText } from '../messages/plain-text.ts';
import type { Comparison, Outcome } from './assertion.ts';
import { lookFor, matchOutcome, type PatternLooks } from './pattern.ts';

/** Code points of a value that a sentence quotes. */
const QUOTED_CODE_POINTS = 80;

const WORDS: Readonly<Record<Comparison['op'], string>> = {
  equals: 'to be',
  notEquals: 'not to be',
  atLeast: 'to be at least',
  atMost: 'to be at most',
  greaterThan: 'to be greater than',
  lessThan: 'to be less than',
  contains: 'to contain',
  notContains: 'not to contain',
  matches: 'to match',
  notMatches: 'not to match',
  exists: 'to exist',
};

/** `to be "ok"`, `to be at least 15`, `not to exist`. */
export function comparisonText({ op, value }: Comparison, write: (value: unknown) => string = valueText): string {
  if (op === 'exists') return value ? 'to exist' : 'not to exist';
  if (op === 'matches' || op === 'notMatches') return `${WORDS[op]} /${plainText(value, QUOTED_CODE_POINTS)}/`;
  return `${WORDS[op]} ${write(value)}`;
}

/** A value as a sentence shows it. Lists and objects are only counted: they may be large, or nested without end. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return `"${plainText(value, QUOTED_CODE_POINTS)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).length} keys`;
  return String(value);
}

/**
 * Compares one value of a JSON body; the types must agree, so `"1"` is not `1`. `exists` always passes here. Patterns are not tried
 * here but looked up, so that a text of which nothing is known matches neither way.
 */
export function compareValue(found: unknown, comparison: Comparison, looks?: PatternLooks): Outcome {
  switch (comparison.op) {
    case 'exists':
      return outcome(comparison.value);
    case 'equals':
      return outcome(found === comparison.value);
    case 'notEquals':
      return outcome(found !== comparison.value);
    case 'contains':
      return contains(found, comparison.value);
    case 'notContains':
      return opposite(contains(found, comparison.value));
    case 'matches':
      return matches(found, comparison.value, looks);
    case 'notMatches':
      return opposite(matches(found, comparison.value, looks));
    default:
      return typeof found === 'number' ? outcome(isOrdered(found, comparison.op, comparison.value)) : 'unevaluable';
  }
}

/** Compares a header's text: numbers are read from the text, everything else is compared as text. */
export function compareText(found: string, comparison: Comparison, looks?: PatternLooks): Outcome {
  switch (comparison.op) {
    case 'equals':
    case 'notEquals':
      return compareValue(found, { op: comparison.op, value: String(comparison.value) });
    case 'atLeast':
    case 'atMost':
    case 'greaterThan':
    case 'lessThan':
      return compareValue(found.trim() === '' ? found : numberOrText(found), comparison);
    default:
      return compareValue(found, comparison, looks);
  }
}

const outcome = (isSatisfied: boolean): Outcome => (isSatisfied ? 'pass' : 'fail');

export const opposite = (of: Outcome): Outcome => (of === 'pass' ? 'fail' : of === 'fail' ? 'pass' : 'unevaluable');

/** A text contains a part, a list an element; anything else contains nothing that could be looked for. */
function contains(found: unknown, value: string): Outcome {
  return typeof found === 'string' || Array.isArray(found) ? outcome(found.includes(value)) : 'unevaluable';
}

const matches = (found: unknown, pattern: string, looks: PatternLooks | undefined): Outcome =>
  typeof found === 'string' ? matchOutcome(lookFor(looks, pattern, found)) : 'unevaluable';

function numberOrText(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function isOrdered(found: number, op: 'atLeast' | 'atMost' | 'greaterThan' | 'lessThan', limit: number): boolean {
  switch (op) {
    case 'atLeast':
      return found >= limit;
    case 'atMost':
      return found <= limit;
    case 'greaterThan':
      return found > limit;
    case 'lessThan':
      return found < limit;
  }
}
