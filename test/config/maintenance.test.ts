import { describe, expect, it } from 'vitest';
import { digestSchema, hoursSchema, resolveDigest, resolveHours } from '../../shared/config/hours.ts';
import { jsonSchema, parseFleet } from '../../shared/config/index.ts';

const NOW = Date.parse('2026-11-22T12:00Z');
const HOUR = 3_600_000;

const parse = (...windows: readonly object[]) =>
  parseFleet(
    JSON.stringify({
      defaults: { group: 'Services', alert: { to: [] } },
      monitors: [
        { id: 'rota', group: 'Staff', http: 'https://rota.example.org/' },
        { id: 'search', tags: ['indexed'], http: 'https://search.example.org/' },
      ],
      maintenance: windows.map((window, index) => ({ id: `window-${index}`, ...window })),
    }),
    { file: 'monitors.yaml', now: NOW },
  );

const windowsOf = (...windows: readonly object[]) => {
  const parsed = parse(...windows);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  expect(JSON.parse(JSON.stringify(parsed.fleet.maintenance))).toEqual(parsed.fleet.maintenance);
  return parsed.fleet.maintenance ?? [];
};

const sunday = { days: 'sun', at: '02:00', for: '2h', zone: 'Europe/London' };

describe('a window of the file', () => {
  it('covers what it names, and is excluded from availability unless it says otherwise', () => {
    expect(windowsOf({ name: 'Patch night', weekly: sunday, groups: ['Staff', 'Services'] })).toEqual([
      {
        id: 'window-0',
        name: 'Patch night',
        covers: { monitors: [], groups: ['Staff', 'Services'], tags: [] },
        availability: 'excluded',
        kind: 'weekly',
        days: ['sun'],
        at: '02:00',
        durationMs: 2 * HOUR,
        zone: 'Europe/London',
      },
    ]);
    const [tagged] = windowsOf({ weekly: sunday, tags: ['indexed'], monitors: ['rota'] });
    expect(tagged?.covers).toEqual({ monitors: ['rota'], groups: [], tags: ['indexed'] });
    const [all] = windowsOf({ weekly: sunday, everything: true, availability: 'counted' });
    expect(all).toMatchObject({ name: 'window-0', covers: 'everything', availability: 'counted' });
  });

  it('is of one of four kinds', () => {
    const covered = { monitors: ['rota'] };
    const plans = [
      { once: { from: '2026-12-01T22:00Z', to: '2026-12-02 03:00:30+01:00' } },
      { monthly: { day: 31, at: '23:30', for: '24h' } },
      { monthly: { day: 'last', at: '00:00', for: '90m' } },
      { monthly: { weekday: 'second sun', at: '02:00', for: '2h' } },
      { monthly: { weekday: 'last fri', at: '02:00', for: '2h' } },
      { cron: { expression: '0 3 * * 6', for: '31d', zone: 'Asia/Kolkata' } },
    ];
    expect(windowsOf(...plans.map((plan) => ({ ...plan, ...covered })))).toMatchObject([
      { kind: 'once', from: Date.parse('2026-12-01T22:00Z'), to: Date.parse('2026-12-02T02:00:30Z') },
      { kind: 'monthly', on: 31, at: '23:30', durationMs: 24 * HOUR, zone: 'UTC' },
      { kind: 'monthly', on: 'last', durationMs: 1.5 * HOUR },
      { kind: 'monthly', on: { nth: 2, weekday: 'sun' } },
      { kind: 'monthly', on: { nth: 'last', weekday: 'fri' } },
      { kind: 'cron', cron: '0 3 * * 6', durationMs: 31 * 24 * HOUR, zone: 'Asia/Kolkata' },
    ]);
  });

  it.each([
    ['mon-fri', ['mon', 'tue', 'wed', 'thu', 'fri']],
    ['fri-mon', ['sun', 'mon', 'fri', 'sat']],
    [
      ['sat', 'sun', 'sat'],
      ['sun', 'sat'],
    ],
    [
      ['mon-wed', 'tue-thu'],
      ['mon', 'tue', 'wed', 'thu'],
    ],
    ['sun-sun', ['sun']],
  ])('has the days %j', (days, expected) => {
    expect(windowsOf({ weekly: { ...sunday, days }, everything: true })).toMatchObject([{ days: expected }]);
  });

  it('that is over is warned of, and one to come is not', () => {
    const past = { once: { from: '2026-11-20T22:00Z', to: '2026-11-22T12:00Z' }, everything: true };
    const current = { once: { from: '2026-11-20T22:00Z', to: '2026-11-22T12:01Z' }, everything: true };
    expect(parse(past, current).warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'maintenance[0].once.to: this window has been over since 2026-11-22T12:00:00Z (window window-0)',
    ]);
  });

  it('says nothing of names where a monitor has lost its own', () => {
    const text =
      'monitors: [{ id: Rota, http: "https://rota.example.org/" }]\nmaintenance: [{ id: w, monitors: [rota], once: { from: 2026-12-01T22:00Z, to: 2026-12-01T23:00Z } }]';
    const parsed = parseFleet(text, { file: 'monitors.yaml', now: NOW });
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(['monitors[0].id']);
  });

  it('is nowhere in a fleet that has none', () => {
    const parsed = parseFleet('monitors: [{ id: rota, http: "https://rota.example.org/" }]', { file: 'monitors.yaml' });
    expect(parsed.ok && 'maintenance' in parsed.fleet).toBe(false);
  });

  it('has exactly one plan in the published schema too', () => {
    const schema = JSON.parse(JSON.stringify(jsonSchema()));
    const { oneOf, description } = schema.properties.maintenance.items;
    expect(oneOf).toEqual(['once', 'weekly', 'monthly', 'cron'].map((key) => ({ required: [key] })));
    expect(description).toBe('Work that is planned.');
  });
});

describe('hours', () => {
  const read = (input: unknown) => {
    const parsed = hoursSchema.safeParse(input);
    return parsed.success ? resolveHours(parsed.data) : parsed.error.issues.length;
  };

  it('are one plan or several, on every day unless they say on which', () => {
    const week = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    expect(read({ from: '22:00', to: '06:00' })).toEqual([{ days: week, from: '22:00', to: '06:00', zone: 'UTC' }]);
    const office = { days: 'mon-wed', from: '09:00', to: '24:00', zone: 'Europe/London' };
    expect(read([office])).toEqual([{ ...office, days: ['mon', 'tue', 'wed'] }]);
  });

  it.each([
    { from: '09:00', to: '09:00' },
    { from: '24:00', to: '09:00' },
    { from: '09:00', to: '24:01' },
    { from: '9:00', to: '17:00' },
    { days: 'weekend', from: '09:00', to: '17:00' },
    { from: '09:00', to: '17:00', zone: 'London' },
  ])('are refused as %j', (input) => {
    expect(read(input)).toBeGreaterThan(0);
  });

  it('of a digest are a time of day', () => {
    expect(resolveDigest(digestSchema.parse({ at: '08:00', zone: 'Europe/London' }))).toEqual({
      at: '08:00',
      zone: 'Europe/London',
    });
    expect(resolveDigest(digestSchema.parse({ at: '08:00' }))).toEqual({ at: '08:00', zone: 'UTC' });
    expect(digestSchema.safeParse({ at: '24:00' }).success).toBe(false);
  });
});
