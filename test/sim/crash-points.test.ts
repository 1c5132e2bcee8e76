import { describe, expect, it } from 'vitest';
import { casesOf, tryOut } from './crash-points.ts';

/** Outages of every length up to four, apart and together, at the beginning and at the end. All 256: `run-crash-points.ts`. */
const ROWS = ['uddduudd', 'dddduuuu', 'ududdudu', 'uudddddd', 'dduudduu', 'uuuududu'];

describe('a process that dies at any call of a tick or of the notifier', () => {
  it.each(ROWS)(
    'loses no message and invents none: %s',
    async (verdicts) => {
      const flaws: string[] = [];
      let tried = 0;
      for await (const one of casesOf(verdicts)) {
        const { flaw } = await tryOut(one);
        tried += 1;
        if (flaw) flaws.push(`${JSON.stringify(one)}: ${flaw}`);
      }
      expect(flaws.slice(0, 5)).toEqual([]);
      // Each of six pairs of thresholds has more than a hundred calls, and three ways to break each.
      expect(tried).toBeGreaterThan(1800);
    },
    180_000,
  );
});
