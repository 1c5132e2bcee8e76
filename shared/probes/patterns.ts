/**
 * Tries the regular expressions of the assertions on the texts that they are about. The engine takes time in
 * proportion to the text, whatever the pattern, and here no more of it than a limit, so that no pattern hangs a probe.
 */
import type { RE2JS } from 're2js';
import type { Assertion } from '../domain/checks/assertion.ts';
import type { Observation } from '../domain/checks/observation.ts';
import type { PatternLook, PatternLooks } from '../domain/checks/pattern.ts';

/**
 * Characters of text times instructions of the pattern: 200 ms of one processor at the very worst, and a hundredth of
 * that for what people write. An ordinary pattern of 20 instructions sees 200,000 characters.
 */
const MOST_STEPS = 4_000_000;

/** A path may select any number of texts. */
const MOST_TEXTS = 1000;

/** Loads the engine only where some assertion has a pattern: it would cost every function's start-up. */
export async function tryPatterns(
  observation: Observation,
  assertions: readonly Assertion[],
): Promise<PatternLooks | undefined> {
  const wanted = textsByPattern(observation, assertions);
  if (wanted.size === 0) return undefined;
  const { RE2JS } = await import('re2js');
  return Object.fromEntries(
    [...wanted].map(([pattern, texts]) => [pattern, lookAtAll(RE2JS.compile(pattern), [...texts], observation.body)]),
  );
}

function textsByPattern(observation: Observation, assertions: readonly Assertion[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const assertion of assertions) {
    const pattern = patternOf(assertion);
    if (pattern === undefined) continue;
    const texts = wanted.get(pattern) ?? new Set();
    for (const text of textsOf(assertion, observation)) texts.add(text);
    wanted.set(pattern, texts);
  }
  return wanted;
}

/** The regular expression of an assertion, if it has one. */
export function patternOf(assertion: Assertion): string | undefined {
  if (assertion.subject === 'body') return isMatching(assertion.op) ? assertion.text : undefined;
  if (assertion.subject !== 'header' && assertion.subject !== 'json') return undefined;
  const { comparison } = assertion;
  return comparison.op === 'matches' || comparison.op === 'notMatches' ? comparison.value : undefined;
}

const isMatching = (op: string): boolean => op === 'matches' || op === 'notMatches';

function textsOf(assertion: Assertion, { body, http, json }: Observation): string[] {
  const found: readonly unknown[] =
    assertion.subject === 'body'
      ? [body?.text]
      : assertion.subject === 'header'
        ? [http?.headers[assertion.name.toLowerCase()]]
        : assertion.subject === 'json'
          ? nodesOf(json?.[assertion.path])
          : [];
  return found.filter((text) => typeof text === 'string');
}

const nodesOf = (selected: NonNullable<Observation['json']>[string] | undefined): readonly unknown[] =>
  selected && 'nodes' in selected ? selected.nodes : [];

/** How much text a pattern may be tried on. */
export const charactersFor = (pattern: RE2JS): number => Math.floor(MOST_STEPS / Math.max(1, pattern.programSize()));

/** All texts of a pattern share its limit: what lies beyond is not looked at, and nothing will be said of it. */
function lookAtAll(pattern: RE2JS, texts: readonly string[], body: Observation['body']): PatternLook[] {
  const looks: PatternLook[] = [];
  let charactersLeft = charactersFor(pattern);
  for (const text of texts.slice(0, MOST_TEXTS)) {
    if (charactersLeft <= 0) break;
    const isCut = body?.truncated === true && text === body.text;
    looks.push(lookAt(pattern, text, charactersLeft, isCut));
    charactersLeft -= text.length;
  }
  return looks;
}

/**
 * Most texts do not match; only of one that does is the place looked for, which takes longer. In a text that goes on, a match
 * that reaches the end of what is seen proves nothing: it may owe itself to that end, like `ok$`.
 */
function lookAt(pattern: RE2JS, text: string, length: number, isCut: boolean): PatternLook {
  const isPartly = isCut || text.length > length;
  const seen = text.slice(0, length);
  const look: PatternLook = isPartly ? { text, partly: true } : { text };
  if (!pattern.test(seen)) return look;
  const matcher = pattern.matcher(seen);
  if (!matcher.find() || (isPartly && matcher.end() === seen.length)) return look;
  return { ...look, at: matcher.start() };
}
