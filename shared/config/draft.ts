/** What is left of a file when the wrong parts are taken out, so that the rest can be checked all the same. */
import type { Path } from './problem.ts';

/** Everything that is there has the right type, but anything may be missing. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

/** Nothing valid is nested more deeply; an alias inside its own anchor is. */
const DEEPEST = 12;

/** A copy without the values at these paths. Items of lists leave a hole, so that indices stay true. */
export function without(value: unknown, paths: readonly Path[], depth = 0): unknown {
  if (paths.some((path) => path.length === depth) || depth > DEEPEST) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  const inside = (key: string | number): Path[] => paths.filter((path) => String(path[depth]) === String(key));
  if (Array.isArray(value)) return value.map((item, index) => without(item, inside(index), depth + 1));
  const kept = Object.entries(value).map(([key, item]) => [key, without(item, inside(key), depth + 1)] as const);
  return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
}
