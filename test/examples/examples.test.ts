import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceName } from '../../cli/demo/index.ts';
import { parseFleet } from '../../shared/config/index.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { openTown } from './town.ts';

const FOLDER = new URL('../../examples/', import.meta.url);
const text = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** Each example, and the demo service that its team runs. */
const EXAMPLES: Readonly<Record<string, ServiceName>> = {
  'background-jobs.yaml': 'jobs',
  'clinic.yaml': 'clinic',
  'key-service.yaml': 'keys',
  'ledger.yaml': 'ledger',
  'staff-rota.yaml': 'rota',
};

function fleetOf(file: string): Fleet {
  const parsed = parseFleet(text(file), { file });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.fleet;
}

it('every example is run by this test', () => {
  expect(globSync('*.yaml', { cwd: FOLDER }).sort()).toEqual(Object.keys(EXAMPLES));
});

let town: Awaited<ReturnType<typeof openTown>>;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());
beforeEach(() => town.beats.clear());

describe.each(Object.entries(EXAMPLES))('examples/%s', (file, service) => {
  const fleet = fleetOf(file);

  it('has no warnings, and begins with the hint for editors', () => {
    expect(parseFleet(text(file), { file }).warnings).toEqual([]);
    expect(text(file).split('\n')[0]).toBe('# yaml-language-server: $schema=../monitors.schema.json');
  });

  it('finds everything up that is up', async () => {
    for (const { id } of fleet.monitors) town.beats.set(id, { lastBeatAt: NOON - MINUTE });
    for (const monitor of fleet.monitors) {
      expect(await town.verdictOf(monitor)).toMatchObject({ monitorId: monitor.id, verdict: 'up' });
    }
  });

  it('finds out when the service breaks', async () => {
    town.demo.setBroken(service, true);
    const results = await Promise.all(fleet.monitors.map(town.verdictOf));
    town.demo.setBroken(service, false);
    expect(results.map(({ verdict }) => verdict)).toContain('down');
  });
});

it('a login that works, and a token that opens nothing, is down at its step', async () => {
  const [session] = fleetOf('ledger.yaml').monitors.filter(({ target }) => target.kind === 'flow');
  if (!session) throw new Error('the ledger has no flow');
  town.demo.setBroken('ledger', true);
  const { failure } = await town.verdictOf(session);
  town.demo.setBroken('ledger', false);
  expect(failure?.message).toBe(
    'Step 2 of 2, "see the invoices": expected status 200-299, got 500 Internal Server Error.',
  );
});

it('a worker that has gone silent is down, and so is a backup that runs too long', async () => {
  const hour = 60 * MINUTE;
  town.beats.set('rota-worker', { lastBeatAt: NOON - 8 * MINUTE });
  town.beats.set('rota-backup', { lastBeatAt: NOON - 33 * hour, lastStartAt: NOON - 9 * hour });
  const late = fleetOf('staff-rota.yaml').monitors.filter(({ target }) => target.kind === 'heartbeat');
  const results = await Promise.all(late.map(town.verdictOf));
  expect(results.map(({ failure }) => failure?.code)).toEqual(['heartbeat_late', 'heartbeat_overran']);
});
