import { describe, expect, it } from 'vitest';
import { unpainted } from '../../../cli/screen/paint.ts';
import { sparkline } from '../../../cli/screen/sparkline.ts';

const took = (totalMs: number) => ({ verdict: 'up', totalMs }) as const;

describe('the sparkline', () => {
  it('shows the newest checks at the right, relative to the slowest of them', () => {
    expect(sparkline([took(100), took(200), took(400), took(800)], 6, unpainted)).toBe('  ▂▃▅█');
    expect(sparkline([took(800), took(100), took(400)], 2, unpainted)).toBe('▃█');
  });

  it('does not make mountains of single milliseconds', () => {
    expect(sparkline([took(1), took(3), took(2)], 3, unpainted)).toBe('▁▁▁');
  });

  it('marks what failed and what could not be told', () => {
    expect(sparkline([took(1), { verdict: 'down', totalMs: 900 }, { verdict: 'unknown' }], 3, unpainted)).toBe('▁×?');
  });
});
