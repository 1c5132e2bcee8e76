import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInCell } from '../../shared/domain/time/slot.ts';
import {
  incidentKey,
  incidentRanges,
  type Key,
  type KeyRange,
  monitorIdOf,
  readTickKey,
  stateKey,
  stateRange,
  tickKey,
  tickRanges,
} from '../../shared/store/keys.ts';

const isWithin = (range: KeyRange, key: Key): boolean =>
  range.pk === key.pk && range.from <= key.sk && key.sk <= range.to;

const YEAR_START = Date.parse('2026-01-01T00:00:00Z');
const DAY_MS = 86_400_000;
const seconds = fc.integer({ min: 0, max: 30 * 86_400 }).map((second) => YEAR_START + second * 1000);
const instants = fc.integer({ min: 0, max: 30 * DAY_MS }).map((ms) => YEAR_START + ms);

describe('the key of a tick', () => {
  it('reads as in the documents', () => {
    const key = { pk: 'TICK#2026-11-22#0of1', sk: '00:48:20#eu-west-1' };
    expect(tickKey(Date.parse('2026-11-22T00:48:20Z'), '0of1', 'eu-west-1')).toEqual(key);
  });

  it('says everything that it was made of', () => {
    fc.assert(
      fc.property(seconds, (slot) => {
        expect(readTickKey(tickKey(slot, '3of12', 'eu-west-1'))).toEqual({ slot, cell: '3of12', region: 'eu-west-1' });
      }),
    );
  });

  it('is in exactly one range when its slot is after the one instant and not after the other, and else in none', () => {
    fc.assert(
      fc.property(seconds, instants, instants, (slot, after, until) => {
        const key = tickKey(slot, '0of1', 'eu-west-1');
        const found = tickRanges('0of1', after, until).filter((range) => isWithin(range, key));
        expect(found).toHaveLength(after < slot && slot <= until ? 1 : 0);
      }),
    );
  });

  it('is looked for in one partition a day, oldest first', () => {
    const ranges = tickRanges('0of1', Date.parse('2026-02-27T23:59:59.5Z'), Date.parse('2026-03-01T00:00:00Z'));
    expect(ranges).toEqual([
      { pk: 'TICK#2026-02-28#0of1', from: '00:00:00#', to: '23:59:59$' },
      { pk: 'TICK#2026-03-01#0of1', from: '00:00:00#', to: '00:00:00$' },
    ]);
  });
});

describe('the key of a state row', () => {
  it('begins with the hash in eight digits, and ends with the id, whatever is in it', () => {
    expect(stateKey('rota').pk).toBe('STATE');
    expect(stateKey('rota').sk).toMatch(/^[0-9a-f]{8}#rota$/);
    expect(monitorIdOf(stateKey('a#b$c'))).toBe('a#b$c');
  });

  it('is in the range of a cell when its monitor is in the cell', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (monitorId, count) => {
        const cells = Array.from({ length: count }, (_, index) => ({ index, count }));
        const home = cells.filter((cell) => isInCell(cell, monitorId));
        expect(home).toHaveLength(1);
        expect(cells.filter((cell) => isWithin(stateRange(cell), stateKey(monitorId)))).toEqual(home);
      }),
    );
  });

  it('spreads ids that differ in their last letters alone over all cells', () => {
    const count = 4;
    const sizes = Array.from({ length: count }, (_, index) =>
      Array.from({ length: 100 }, (_, i) => `monitor-${i}`).filter((id) => isInCell({ index, count }, id)),
    ).map((ids) => ids.length);
    expect(Math.max(...sizes)).toBeLessThan(40);
    expect(Math.min(...sizes)).toBeGreaterThan(12);
  });
});

describe('the key of an incident', () => {
  it('reads as in the documents', () => {
    const key = { pk: 'INCIDENT#2026-11', sk: '20261122T004820Z#rota' };
    expect(incidentKey(Date.parse('2026-11-22T00:48:20Z'), 'rota')).toEqual(key);
  });

  it('is in exactly one range when it was opened since the one instant and before the other', () => {
    fc.assert(
      fc.property(seconds, instants, instants, (openedAt, since, until) => {
        fc.pre(openedAt <= until);
        const found = incidentRanges(since, until).filter((range) => isWithin(range, incidentKey(openedAt, 'rota')));
        expect(found).toHaveLength(openedAt >= since ? 1 : 0);
      }),
    );
  });

  it('is looked for in one partition a month, newest first', () => {
    const ranges = incidentRanges(Date.parse('2025-11-30T23:00:00Z'), Date.parse('2026-01-31T12:00:00Z'));
    expect(ranges).toEqual([
      { pk: 'INCIDENT#2026-01', from: '#', to: '9$' },
      { pk: 'INCIDENT#2025-12', from: '#', to: '9$' },
      { pk: 'INCIDENT#2025-11', from: '20251130T230000Z#', to: '9$' },
    ]);
  });
});
