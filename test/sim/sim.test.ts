/** The gate of every `npm test`: fixed seeds, past ones first. `npm run sim` goes on from there. */
import { describe, expect, it } from 'vitest';
import { PAST_SEEDS } from './past-seeds.ts';
import { createRandom } from './random.ts';
import { runSeed, runSeeds } from './run-seed.ts';
import { drawRates } from './world/faults.ts';

const MONITOR_YEARS = 1;
const EACH = 0.025;

describe('the simulator', () => {
  it('finds no broken rule in a monitor-year of fixed seeds', { timeout: 300_000 }, async () => {
    const runs = Array.from({ length: MONITOR_YEARS / EACH }, (_, index) => ({ seed: index + 1, monitorYears: EACH }));
    const all = await runSeeds(runs);
    expect(all.flatMap(({ violation }) => violation?.text ?? []).join('\n')).toBe('');
    expect(all.reduce((sum, { monitorYears }) => sum + monitorYears, 0)).toBeGreaterThan(MONITOR_YEARS);
    expect(all.reduce((sum, { counts }) => sum + counts.alerts, 0)).toBeGreaterThan(1000);
    expect(all.reduce((sum, { counts }) => sum + counts.copies, 0)).toBeGreaterThan(0);
  });

  it.each(PAST_SEEDS)(
    'finds no broken rule in seed $seed any more: $found',
    async ({ seed, monitorYears }) => {
      expect((await runSeed({ seed, monitorYears })).violation?.text).toBeUndefined();
    },
    180_000,
  );

  it('does the same again with the same seed', async () => {
    const options = { seed: 42, monitorYears: 0.01 };
    expect(await runSeed(options)).toEqual(await runSeed(options));
  });

  it('draws half of the faults away, and gives the others rates of every order', () => {
    const rates = Array.from({ length: 50 }, (_, seed) => Object.values(drawRates(createRandom(seed)))).flat();
    const share = rates.filter((rate) => rate === 0).length / rates.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    expect(rates.some((rate) => rate > 0 && rate < 1e-4) && rates.some((rate) => rate > 0.1)).toBe(true);
  });

  it('tells the same to the same people whether metrics are accepted or not', { timeout: 180_000 }, async () => {
    for (const seed of [5, 6, 8]) {
      const rates = drawRates(createRandom(`rates of ${seed}`));
      const [without, with_] = await runSeeds([
        { seed, monitorYears: 0.01, rates: { ...rates, metricsLost: 0 } },
        { seed, monitorYears: 0.01, rates: { ...rates, metricsLost: 0.5 } },
      ]);
      expect(with_?.met.metricsLost).toBeGreaterThan(10);
      expect(with_?.told).toEqual(without?.told);
    }
  });
});
