import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../shared/config/index.ts';

const read = (entry: object, defaults: object = {}) =>
  parseFleet(JSON.stringify({ defaults, monitors: [{ id: 'domain', alert: { to: [] }, ...entry }] }), {
    file: 'monitors.yaml',
  });

function monitorOf(entry: object, defaults?: object) {
  const outcome = read(entry, defaults);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.fleet.monitors[0];
}

const messagesOf = (entry: object): string[] => {
  const outcome = read(entry);
  return outcome.ok ? [] : outcome.problems.map(({ path, message }) => `${path}: ${message}`);
};

const HOUR_MS = 3_600_000;

describe('a monitor of kind domain', () => {
  it('is a name, whose registration must last thirty days more', () => {
    expect(monitorOf({ domain: 'example.org' })).toMatchObject({
      target: { kind: 'domain', name: 'example.org' },
      assertions: [{ subject: 'registration', daysLeft: 30, effect: 'down' }],
    });
  });

  it('may say whom to ask, and how many days must be left', () => {
    const entry = {
      domain: { name: 'example.org', rdap: 'https://rdap.example.net/' },
      expect: { registration: { days: 60, effect: 'degraded' } },
    };
    expect(monitorOf(entry)).toMatchObject({
      target: { kind: 'domain', ...entry.domain },
      assertions: [{ subject: 'registration', daysLeft: 60, effect: 'degraded' }],
    });
  });

  it('may be expected to be there and no more', () => {
    expect(monitorOf({ domain: 'example.org', expect: { registration: { exists: true } } })?.assertions).toEqual([]);
  });

  it('is asked about twice a day, whatever the file says of other monitors', () => {
    const defaults = { interval: '1m', expect: { responseTime: { down: '1s' }, certificate: { days: 14 } } };
    const monitor = monitorOf({ domain: 'example.org' }, defaults);
    expect(monitor?.policy).toMatchObject({ intervalMs: 12 * HOUR_MS, retryIntervalMs: HOUR_MS });
    expect(monitor?.assertions).toHaveLength(1);
  });

  it('is warned of when it is asked about more than once an hour', () => {
    const warningsAt = (interval: string) =>
      read({ domain: 'example.org', interval }).warnings.map(({ message }) => message);
    expect(warningsAt('10m').join()).toContain('registries refuse those who ask all the time');
    expect(warningsAt('1h')).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [{ domain: 'https://example.org' }, /this is a URL; write the name alone/],
    [{ domain: 'localhost' }, /no domain that somebody registers/],
    [{ domain: { name: 'example.org', rdap: 'rdap.example.net' } }, /not an http or https URL/],
    [{ domain: { name: 'example.org', rdap: 'http://10.0.0.1/' } }, /private address/],
    [{ domain: 'example.org', expect: { registration: { days: 0 } } }, /registration\.days/],
    [{ domain: 'example.org', expect: { registration: { exists: false } } }, /registration\.exists/],
    [{ domain: 'example.org', expect: { registration: { days: 9, exists: true } } }, /exclude each other/],
    [{ domain: 'example.org', expect: { registration: {} } }, /none of days, exists is given/],
    [{ domain: 'example.org', expect: { registration: { exists: true, effect: 'degraded' } } }, /down by itself/],
    [
      { domain: 'example.org', expect: { status: 200 } },
      /nothing of the kind can be expected of a monitor of kind domain/,
    ],
    [{ http: 'https://example.org', expect: { registration: { days: 30 } } }, /of kind http/],
  ])('is refused: %j', (entry, message) => {
    expect(messagesOf(entry).join('\n')).toMatch(message);
  });
});
