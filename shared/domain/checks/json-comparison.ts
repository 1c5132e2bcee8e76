/** Comparisons that only JSON knows: what type a value has, and how many there are. */
import type { Comparison, Outcome } from './assertion.ts';
import { compareValue, comparisonText } from './comparison.ts';
import type { PatternLooks } from './pattern.ts';

export const JSON_TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

export type JsonComparison =
  | Comparison
  | { readonly op: 'type'; readonly value: JsonType }
  /** Of the values that a path selects, or of the elements of the one list that it can select. */
  | { readonly op: 'count'; readonly of: 'values' | 'elements'; readonly comparison: Comparison };

const TYPE_WORDS: Readonly<Record<JsonType, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

/** `to be a list`, `to have a count to be at least 3`. */
export function jsonComparisonText(comparison: JsonComparison): string {
  if (comparison.op === 'type') return `to be ${TYPE_WORDS[comparison.value]}`;
  if (comparison.op !== 'count') return comparisonText(comparison);
  return `${comparisonText(comparison.comparison)} in number`;
}

/** Compares one selected value. Values are counted by whoever has them all. */
export function compareJson(
  found: unknown,
  comparison: Exclude<JsonComparison, { op: 'count' }>,
  looks?: PatternLooks,
): Outcome {
  if (comparison.op !== 'type') return compareValue(found, comparison, looks);
  return typeOf(found) === comparison.value ? 'pass' : 'fail';
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
