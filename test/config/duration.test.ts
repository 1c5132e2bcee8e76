import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meantDuration, parseDuration, writeDuration } from '../../shared/config/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['1ms', 1],
    ['800ms', 800],
    ['5s', 5000],
    ['1.5s', 1500],
    ['0.001s', 1],
    ['1.1s', 1100],
    ['5m', 300_000],
    ['0.5h', 1_800_000],
    ['24h', 86_400_000],
    ['1d', 86_400_000],
    ['0s', 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    '5',
    's',
    '-5s',
    '+5s',
    '5 s',
    '5S',
    '5sec',
    '1h30m',
    '1.s',
    '.5s',
    '0.5ms',
    '1e3s',
    '5m\n',
    '٣s',
    '0x1s',
  ])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('reads what writeDuration writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => {
        expect(parseDuration(writeDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('meantDuration', () => {
  it.each([
    [30, '30s'],
    ['30', '30s'],
    ['5 min', '5m'],
    ['5 minutes', '5m'],
    ['10S', '10s'],
    ['1h30m', '90m'],
    ['1 hour 30 seconds', '3630s'],
    ['2hrs', '2h'],
    ['500 msec', '500ms'],
    ['1 day', '1d'],
  ])('guesses that %j means %s', (value, meant) => {
    expect(meantDuration(value)).toBe(meant);
    expect(parseDuration(meant)).toBeDefined();
  });

  it.each(['often', 'P1D', '5 parsecs', '', null, [], -1, 0, Number.NaN])('does not guess at %j', (value) => {
    expect(meantDuration(value)).toBeUndefined();
  });
});
