/** The shipped `monitors.yaml`: it is valid, each of its monitors notices what it is there for, and a newcomer sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BASE_PORT, type Demo, type ServiceName, startDemo } from '../../cli/demo/index.ts';
import { isWithin, ROTA_FAILS } from '../../cli/demo/schedule.ts';
import { parseFleet } from '../../shared/config/index.ts';
import type { Verdict } from '../../shared/domain/checks/result.ts';
import { targetText } from '../../shared/domain/messages/target-text.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { loneWatch } from '../../shared/domain/quorum.ts';
import { advance, initialState, isConfirming, openIncident } from '../../shared/domain/state.ts';
import { isDue } from '../../shared/domain/time/slot.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { checkMonitor } from '../../shared/tick/check-monitor.ts';
import { httpOf, NOON } from '../domain/builders.ts';
import { SHIPPED_TEXT, shippedFleet } from './shipped-fleet.ts';

const NAMES: readonly ServiceName[] = ['rota', 'ledger', 'clinic', 'keys', 'jobs'];

const fleet = shippedFleet();
/** Those that can be asked; the job that reports by itself is in `mail-run.test.ts`. */
const asked = fleet.monitors.filter(({ target }) => target.kind !== 'heartbeat');

const portOf = (monitor: Monitor): number => Number(new URL(targetText(monitor.target)).port);
const serviceOf = (monitor: Monitor): ServiceName => NAMES[portOf(monitor) - DEMO_BASE_PORT] as ServiceName;

let demo: Demo;
beforeAll(async () => {
  // A clock that stands still keeps the schedule out of it.
  demo = await startDemo({ basePort: 0, now: () => NOON });
});
afterAll(() => demo.close());

async function verdictOf(monitor: Monitor): Promise<Verdict> {
  const url = targetText(monitor.target).replace(/^http:\/\/[^/]+/, demo.urls[serviceOf(monitor)]);
  const deps = { probe: createProbe({ allowLoopback: true }), secrets: { read: async () => '' } };
  const { result } = await checkMonitor(deps, { ...monitor, target: { ...httpOf(monitor.target), url } });
  return result.verdict;
}

async function whileBroken<T>(service: ServiceName, ask: () => Promise<T>): Promise<T> {
  demo.setBroken(service, true);
  return ask().finally(() => demo.setBroken(service, false));
}

describe('the shipped monitors.yaml', () => {
  it('has no problems, and no warning but that AWS checks less often', () => {
    const { ok, warnings } = parseFleet(SHIPPED_TEXT, { file: 'monitors.yaml' });
    expect(ok).toBe(true);
    expect(warnings.filter(({ path }) => path !== 'defaults.interval')).toEqual([]);
  });

  it('begins with the hint for editors', () => {
    expect(SHIPPED_TEXT.split('\n')[0]).toBe('# yaml-language-server: $schema=./monitors.schema.json');
  });

  it('starts the demo and watches each of its services', () => {
    expect(fleet.demo).toBe(true);
    expect(new Set(asked.map(serviceOf))).toEqual(new Set(NAMES));
  });

  it('shows most of its monitors to the public, and not those that are about safety', () => {
    const hidden = fleet.monitors.filter((monitor) => !monitor.public).map(({ id }) => id);
    expect(hidden).toContain('ledger-policies');
    expect(hidden.length).toBeLessThan(fleet.monitors.length / 2);
  });

  it('reaches nobody real', () => {
    const addresses = fleet.contacts.flatMap((contact) => (contact.kind === 'sns' ? contact.email : []));
    for (const address of addresses) expect(address).toMatch(/@example\.org$/);
  });
});

describe.each(asked)('the monitor $id', (monitor) => {
  it('is up while its service is well', async () => {
    expect(await verdictOf(monitor)).toBe('up');
  });
});

describe('what goes wrong', () => {
  it.each([
    'rota-health',
    'ledger-api',
    'ledger-policies',
    'clinic',
    'clinic-database',
    'clinic-queue',
    'keys-ready',
    'jobs-worker',
    'jobs-backup',
  ])('is noticed by %s', async (id) => {
    const monitor = fleet.monitors.find((candidate) => candidate.id === id) as Monitor;
    expect(await whileBroken(serviceOf(monitor), () => verdictOf(monitor))).toBe('down');
  });

  it.each(['rota-login', 'keys-alive', 'keys-metrics-locked'])('is not blamed on %s', async (id) => {
    const monitor = fleet.monitors.find((candidate) => candidate.id === id) as Monitor;
    expect(await whileBroken(serviceOf(monitor), () => verdictOf(monitor))).toBe('up');
  });

  it('is degraded, not down, where the clinic is only slow', async () => {
    const clinics = fleet.monitors.filter((monitor) => ['clinic', 'clinic-database'].includes(monitor.id));
    demo.setSlow('clinic', true);
    const verdicts = await Promise.all(clinics.map(verdictOf)).finally(() => demo.setSlow('clinic', false));
    expect(verdicts).toEqual(['degraded', 'degraded']);
  });
});

describe('a newcomer', () => {
  const rota = fleet.monitors.find(({ id }) => id === 'rota-health') as Monitor;
  const TICK_MS = 1000;

  /** When the incident opens and closes, in ms since a start at that instant, by the real schedule and the real fold. */
  function watchFrom(start: number): { down?: number; recovered?: number } {
    let state = initialState(start);
    const seen: { down?: number; recovered?: number } = {};
    for (let slot = start; slot < start + 120_000; slot += TICK_MS) {
      if (!isDue(rota.id, rota.policy, isConfirming(state), slot, TICK_MS)) continue;
      const verdict = isWithin(ROTA_FAILS, slot - start) ? 'down' : 'up';
      state = advance(state, { monitorId: rota.id, verdict }, slot, rota, loneWatch('test'));
      if (openIncident(state)) seen.down ??= slot - start;
      else if (seen.down !== undefined) seen.recovered ??= slot - start;
    }
    return seen;
  }

  it.each([0, 1, 2, 3, 4])(
    'sees DOWN and RECOVERED well within two minutes, starting %i s into an interval',
    (late) => {
      const { down, recovered } = watchFrom(NOON + late * TICK_MS);
      expect(down).toBeLessThanOrEqual(40_000);
      expect(recovered).toBeLessThanOrEqual(75_000);
    },
  );
});
