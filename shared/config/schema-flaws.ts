/** From zod's issues to flaws that a person can act on. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { elsewhere, exampleAt, keysAt } from './json-schema.ts';
import { didYouMean, nearest } from './nearest.ts';
import { type Flaw, type Path, pathText, quoted, type Telling } from './problem.ts';
import { monitorsFile } from './schema.ts';

type Issue = z.core.$ZodIssue;

export interface Validation {
  readonly flaws: readonly Flaw[];
  /** Where the values are that have to be left out for the rest to be valid. */
  readonly wrong: readonly Path[];
}

/** Checks a value against the schema, and words everything that is wrong with it. */
export function validate(value: unknown): Validation {
  const outcome = monitorsFile.safeParse(value, { error: (issue) => JSON.stringify({ expected: usual(issue) }) });
  if (outcome.success) return { flaws: [], wrong: [] };
  const issues = outcome.error.issues.flatMap((issue) => unfold(issue));
  const flaws = issues.flatMap((issue) => word(issue, value));
  return { flaws: onePerPlace(flaws), wrong: issues.flatMap((issue) => wrongPaths(issue, value)) };
}

/** What is expected where the schema does not say it in words of its own. */
function usual(issue: { readonly code?: string | undefined; readonly expected?: unknown }): string {
  const phrases: Readonly<Record<string, string>> = {
    object: 'keys and values',
    record: 'keys and values',
    array: 'a list',
    string: 'text',
    boolean: 'true or false',
    number: 'a number',
  };
  return phrases[String(issue.expected)] ?? 'another value';
}

/**
 * A union that fails has the issues of each alternative. Where the value has the shape of one of them, that one was
 * meant, and its issues are the ones to tell.
 */
function unfold(issue: Issue, base: Path = []): Issue[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors
      .filter((issues) => !issues.some((inner) => inner.path.length === 0 && isOfAnotherShape(inner)))
      .sort((a, b) => a.length - b.length)[0];
    if (meant) return meant.flatMap((inner) => unfold(inner, path));
  }
  return [{ ...issue, path }];
}

const isOfAnotherShape = (issue: Issue): boolean =>
  issue.code === 'invalid_type' ||
  (issue.code === 'invalid_union' && issue.errors.every((inner) => inner.some((one) => isOfAnotherShape(one))));

function word(issue: Issue, root: unknown): Flaw[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, root));
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    return inner ? [{ ...told(inner.message), path, isKey: true }] : [];
  }
  const { message, expected, example, isConcealed } = told(issue.message);
  const found = valueAt(root, path);
  return [
    {
      path,
      ...(isConcealed || isDoubtfulHeader(path, found) ? { isKey: true, isConcealed: true } : {}),
      message: message || describe(issue, found, expected),
      ...(expected === undefined ? {} : { expected }),
      ...withExample(example ?? exampleText(path)),
    },
  ];
}

const told = (message: string): Telling & { readonly isConcealed?: boolean } => ({
  message: '',
  ...JSON.parse(message),
});

const withExample = (example: string | undefined): { example?: string } => (example === undefined ? {} : { example });

/** A key and an example of its value, as YAML on one line. */
export function exampleText(path: Path): string | undefined {
  const value = exampleAt(path);
  const key = path.at(-1);
  if (value === undefined || key === undefined) return undefined;
  const flow = stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
  // References hold braces, which YAML takes for its own inside a flow.
  const quotedFlow = flow.includes('${') && !/["']/.test(flow) ? `"${flow}"` : flow;
  return typeof key === 'number' ? `- ${quotedFlow}` : `${key}: ${quotedFlow}`;
}

function describe(issue: Issue, found: unknown, expected: string | undefined): string {
  const path = issue.path as Path;
  const key = path.at(-1);
  if (path.length === 0 && found === null) return 'the file is empty';
  if (found === undefined) return `the key ${quoted(String(key))} is missing`;
  if (found === null) return 'there is no value';
  if (Array.isArray(found)) return found.length === 0 ? 'the list is empty' : 'found a list';
  if (typeof found === 'object') return 'found keys and values';
  if (isSecretPlace(path)) return `found ${typeof found === 'string' ? 'text' : 'a value'} that does not fit`;
  if (typeof found !== 'string') return `found ${String(found)}`;
  // A whole map as text, or a URL, holds more than anybody should see.
  const isLarge = issue.code === 'invalid_type' && issue.expected !== 'string' && issue.expected !== 'number';
  if (isLarge && issue.expected !== 'boolean') return 'found text';
  if (found.includes('://')) return 'found a URL';
  return `found ${quoted(found)}${didYouMean(found, wordsIn(expected))}`;
}

/** The choices in "one of critical, warning, info". */
const wordsIn = (expected: string | undefined): string[] =>
  expected?.startsWith('one of ') ? expected.slice('one of '.length).split(', ') : [];

/** What stands for the name of a header may be a whole header, or its value alone: secret and all. */
const isDoubtfulHeader = (path: Path, value: unknown): boolean =>
  path.includes('http') && path.at(-2) === 'headers' && (value === null || /[^\w-]/.test(String(path.at(-1))));

/** Whatever stands below these keys may be a secret, or what somebody wrote instead of referring to one. */
const isSecretPlace = (path: Path): boolean =>
  (path.some((key) => ['http', 'to'].includes(String(key))) || (path[0] === 'contacts' && path.length > 2)) &&
  !path.some((key) => ['id', 'method', 'redirects', 'region'].includes(String(key)));

function unknownKey(parent: Path, key: string, root: unknown): Flaw {
  const known = keysAt(parent);
  const near = nearest(key, known);
  if (near !== undefined) {
    const message = `unknown key ${quoted(key)}; did you mean ${quoted(near)}?`;
    return { path: [...parent, key], isKey: true, message, ...withExample(exampleText([...parent, near])) };
  }
  const expected = `one of ${known.join(', ')}`;
  const place = elsewhere(parent, key);
  if (place) {
    const message = `the key ${quoted(key)} does not belong here but at ${pathText(place)}`;
    return { path: [...parent, key], isKey: true, message, expected, ...withExample(exampleText(place)) };
  }
  // A secret without its key would be taken for a key itself.
  const isLone = isSecretPlace(parent) && valueAt(root, [...parent, key]) === null;
  return isLone || !/^[\w.$-]{1,64}$/.test(key)
    ? { path: [...parent, key], isKey: true, isConcealed: true, message: 'a key that is not known here', expected }
    : { path: [...parent, key], isKey: true, message: `unknown key ${quoted(key)}`, expected };
}

/** A check across a map says nothing against its parts; everything else condemns the value it is about. */
function wrongPaths(issue: Issue, root: unknown): Path[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  const found = valueAt(root, path);
  const isAcross = issue.code === 'custom' && typeof found === 'object' && found !== null;
  return found === undefined || isAcross ? [] : [path];
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );
}

/** Several rules may refuse one value in the same words. */
function onePerPlace(flaws: readonly Flaw[]): Flaw[] {
  const seen = new Set<string>();
  return flaws.filter((flaw) => {
    const place = JSON.stringify([flaw.path, flaw.message]);
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}
