import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { unpainted } from '../../../cli/screen/paint.ts';
import type { MonitorView, Picture } from '../../../cli/screen/picture.ts';
import { renderTable } from '../../../cli/screen/table.ts';

const NOW = Date.parse('2026-11-22T00:48:20Z');

const up = (id: string, more: Partial<MonitorView> = {}): MonitorView => ({
  id,
  name: id,
  phase: 'up',
  since: NOW - 90_000,
  checks: [{ verdict: 'up', totalMs: 12 }],
  ...more,
});

const down = (id: string, more: Partial<MonitorView> = {}): MonitorView =>
  up(id, { phase: 'down', checks: [{ verdict: 'down' }], reason: 'The server refused the connection.', ...more });

const picture = (...monitors: MonitorView[]): Picture => ({
  now: NOW,
  nextSlot: NOW + 1500,
  statusUrl: 'http://127.0.0.1:8787/status.json',
  monitors,
});

const render = (shown: Picture, columns = 110, rows = 40) => renderTable(shown, { columns, rows }, unpainted);

describe('the live table', () => {
  it('tells how many monitors are in which state, the worst first', () => {
    const [header] = render(picture(up('a'), down('b'), up('c')));
    expect(header).toMatch(/^Nightjar {2}1 down, 2 up +next checks in 2 s$/);
  });

  it('shows state, name, how long, and the last response time of a monitor', () => {
    expect(render(picture(up('rota'))).at(-1)).toMatch(/^ {2}● up +rota +1 min 30 s .*▂ +12 ms$/);
  });

  it('says under a monitor why its last check was not up', () => {
    const lines = render(picture(down('rota')));
    expect(lines.at(-2)).toMatch(/✗ down +rota/);
    expect(lines.at(-1)?.trim()).toBe('The server refused the connection.');
  });

  it.each([
    ['suspect', { phase: 'suspect', streak: { count: 1, of: 3 } }, '◐ suspect 1 of 3'],
    ['recovering', { phase: 'recovering', streak: { count: 1, of: 2 } }, '↻ recovering 1 of 2'],
    ['paused', { phase: 'paused' }, '‖ paused'],
    ['pending', { phase: 'pending', checks: [] }, '· pending'],
    ['degraded', { checks: [{ verdict: 'degraded', totalMs: 900 }] }, '▲ degraded'],
    ['unknown', { checks: [{ verdict: 'unknown' }] }, '? unknown'],
  ] as const)('has a symbol and a word for %s', (_name, more, expected) => {
    expect(render(picture(up('a', more))).at(-1)).toContain(expected);
  });

  it('puts monitors under the heading of their group, and those without one under "Other"', () => {
    const lines = render(picture(up('a', { group: 'Clinic' }), up('b'), up('c', { group: 'Clinic' })));
    expect(lines.slice(3).map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'Clinic',
      '● up',
      '● up',
      'Other',
      '● up',
    ]);
  });

  it.each([20, 39, 40, 55, 56, 60, 69, 70, 80, 89, 90, 110, 200])(
    'is never wider than a terminal of %i columns',
    (columns) => {
      const wide = picture(up('日本語の監視'.repeat(4)), down('x'.repeat(60), { group: 'g'.repeat(300) }));
      for (const line of render(wide, columns)) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    },
  );

  it('is never higher than the terminal, and what is down is seen first', () => {
    const many = picture(...Array.from({ length: 50 }, (_, i) => up(`up-${i}`, { group: 'g' })), down('broken'));
    for (const rows of [8, 12, 24, 50]) {
      const lines = render(many, 80, rows);
      expect(lines.length).toBeLessThan(rows);
      expect(lines[3]).toContain('broken');
      expect(lines.at(-1)).toMatch(/… and \d+ more/);
    }
  });
});
