/** "Did you mean …?" */
import { distance } from 'fastest-levenshtein';
import { quoted } from './problem.ts';

/** The candidate that was probably meant, or undefined. Case, hyphens and underscores do not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, '');
  const reach = Math.max(1, Math.floor(word.length * 0.4));
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(plain(word), plain(candidate)) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best && best.steps <= reach && best.steps < best.candidate.length ? best.candidate : undefined;
}

/** The end of a message that says that a word is not known; empty where nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `; did you mean ${quoted(near)}?`;
}

/** All candidates: those that begin like the word first, then those that differ in the fewest letters. */
export function nearestFirst(word: string, candidates: readonly string[]): string[] {
  const farness = (candidate: string): number => (candidate.startsWith(word) ? 0 : distance(word, candidate));
  return [...candidates].sort((a, b) => farness(a) - farness(b));
}
