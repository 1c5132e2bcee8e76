import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { unpainted } from '../../../cli/screen/paint.ts';
import { renderWaterfall } from '../../../cli/screen/waterfall.ts';

const TIMINGS = { dns: 10, connect: 20, tls: 30, firstByte: 35, transfer: 5, total: 100 };

const bar = (line: string) => line.slice(12, -11);
const startOf = (line: string) => bar(line).search(/\S/);

describe('the waterfall', () => {
  it('has a line for each phase that was reached, and the total', () => {
    const names = renderWaterfall({ dns: 3, connect: 4, total: 7 }, 0, 80, unpainted).map((line) =>
      line.slice(0, 12).trim(),
    );
    expect(names).toEqual(['dns', 'connect', 'total']);
  });

  it('begins each bar where the one before it ended', () => {
    const lines = renderWaterfall(TIMINGS, 0, 123, unpainted).slice(0, 5);
    expect(lines.map(startOf)).toEqual([0, 6, 18, 36, 57]);
    expect(lines.map((line) => bar(line).trim().length)).toEqual([6, 12, 18, 21, 3]);
  });

  it('shows the hops before the last one as one phase of their own', () => {
    const [first] = renderWaterfall({ ...TIMINGS, total: 200 }, 2, 123, unpainted);
    expect(first).toMatch(/^redirects +█+ +100 ms$/);
  });

  it('gives tenths below ten milliseconds only', () => {
    const [dns, connect] = renderWaterfall({ dns: 0.44, connect: 12.4, total: 12.84 }, 0, 80, unpainted);
    expect(dns).toMatch(/ 0\.4 ms$/);
    expect(connect).toMatch(/ 12 ms$/);
  });

  it.each([31, 40, 80, 200])('fits a terminal of %i columns', (columns) => {
    for (const line of renderWaterfall(TIMINGS, 1, columns, unpainted)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('draws something for a check that took no time at all', () => {
    expect(renderWaterfall({ dns: 0, total: 0 }, 0, 80, unpainted)).toHaveLength(2);
  });
});

it('shows a wait that no phase accounts for, such as that for an answer that never came', () => {
  const names = renderWaterfall({ dns: 1, connect: 2, total: 5000 }, 0, 80, unpainted).map((line) =>
    line.slice(0, 12).trim(),
  );
  expect(names).toEqual(['dns', 'connect', 'waiting', 'total']);
});
