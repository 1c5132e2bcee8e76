/** Total and partial loss of the checker's own network, on the real engine. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFleet } from '../../shared/config/index.ts';
import { EGRESS_ID } from '../../shared/domain/checks/egress.ts';
import { type FailureCode, failure } from '../../shared/domain/checks/failure.ts';
import { targetText } from '../../shared/domain/messages/target-text.ts';
import { publicFleet, publicStatus } from '../../shared/domain/status.ts';
import type { Probe } from '../../shared/ports.ts';
import { readBoard } from '../../shared/status/read-board.ts';
import { aMonitor, httpOf, MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, type World } from './world.ts';

const CONTROLS = ['https://a.control.example/', 'https://b.control.example/', 'https://c.control.example/'];
const CELL = { index: 0, count: 1 };
const at = (minute: number): number => NOON + minute * MINUTE;

const monitors = Array.from({ length: 20 }, (_, index) =>
  aMonitor({
    id: `shop-${index}`,
    name: `Shop ${index}`,
    target: { ...httpOf(aMonitor().target), url: `https://shop-${index}.example.org/` },
    public: { name: `Shop ${index}` },
  }),
);

let world: World;
let asked: string[];
/** Hosts that cannot be reached, by the end of their names. */
let unreachable: Map<string, FailureCode>;

beforeEach(async () => {
  world = await openWorld({ monitors, controls: CONTROLS });
  asked = [];
  unreachable = new Map();
  world.probe = network;
});
afterEach(() => world.close());

const network: Probe = async (target) => {
  const { hostname } = new URL(targetText(target));
  asked.push(hostname);
  const facts = { timings: { total: 12 }, redirects: [], at: world.clock.now() };
  const code = [...unreachable].find(([end]) => hostname.endsWith(end))?.[1];
  if (code) return { ...facts, failure: failure(code) };
  return { ...facts, http: { version: '1.1', status: 200, headers: {} } };
};

const controlsAsked = (): string[] => asked.filter((host) => host.endsWith('.control.example'));

async function minutes(from: number, to: number): Promise<void> {
  for (let minute = from; minute <= to; minute++) {
    await world.tick(at(minute));
    await world.notify();
  }
}

const loseEgress = (): void => {
  unreachable.set('.example', 'tcp_timeout');
  unreachable.set('.example.org', 'dns_timeout');
};

describe('a checker that loses its network', () => {
  it('sends no DOWN of its monitors, one of itself, and one RECOVERED when it is back', async () => {
    await minutes(0, 2);
    loseEgress();
    await minutes(3, 15);
    expect(world.toldSoFar()).toEqual(['down oncall']);
    unreachable.clear();
    await minutes(16, 20);
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
    expect(world.told.map(({ notification }) => notification.incident.monitorId)).toEqual([EGRESS_ID, EGRESS_ID]);
    expect(await Promise.all(monitors.map(({ id }) => world.phase(id)))).toEqual(monitors.map(() => 'up'));
  });

  it('keeps the failure that it saw as the detail of each unknown', async () => {
    loseEgress();
    const { tick } = await world.tick(at(0));
    expect(tick.results).toHaveLength(21);
    expect(tick.results[0]).toMatchObject({
      verdict: 'unknown',
      failure: { code: 'checker_offline', message: expect.stringContaining('The DNS did not answer in time') },
    });
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('cannot reach the internet') }),
    );
  });

  it('asks as many controls as decide it, and none while all is well', async () => {
    await minutes(0, 1);
    expect(controlsAsked()).toEqual([]);
    loseEgress();
    await world.tick(at(2));
    expect(controlsAsked().length).toBeGreaterThanOrEqual(2);
    expect(controlsAsked().length).toBeLessThanOrEqual(3);
  });

  it('is not fooled by one control that happens to be down', async () => {
    await minutes(0, 1);
    unreachable.set('.example.org', 'tcp_timeout');
    unreachable.set('a.control.example', 'tcp_timeout');
    await minutes(2, 5);
    expect(world.toldSoFar()).toEqual(monitors.map(() => 'down oncall'));
    expect(await world.phase(EGRESS_ID)).toBeUndefined();
  });

  it('goes on blaming targets for what they said themselves', async () => {
    await minutes(0, 1);
    loseEgress();
    unreachable.set('shop-7.example.org', 'tls_expired');
    unreachable = new Map([...unreachable].reverse());
    await minutes(2, 5);
    const told = world.told.map(({ notification }) => notification.incident.monitorId).sort();
    expect(told).toEqual([EGRESS_ID, 'shop-7']);
  });

  it('says so once, though two runs of each slot go on at once', async () => {
    loseEgress();
    for (let minute = 0; minute < 6; minute++) {
      await Promise.all([world.tick(at(minute)), world.tick(at(minute)), world.notify()]);
    }
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('is no part of the public status, nor of the metrics', async () => {
    loseEgress();
    await minutes(0, 4);
    const seen = await readBoard(
      { store: world.store },
      { cells: [CELL], region: 'test', windowMs: 10 * MINUTE, cache: new Map() },
    );
    expect(seen.states.has(EGRESS_ID)).toBe(true);
    const page = publicStatus(publicFleet(world.fleet), seen, { now: at(4) + 1000, tickMs: MINUTE });
    expect(JSON.stringify(page)).not.toContain(EGRESS_ID);
    expect(page.incidents).toEqual([]);
    expect(page.status).toBe('unknown');
    expect(world.published.flatMap(({ tick }) => tick.results).map(({ monitorId }) => monitorId)).not.toContain(
      EGRESS_ID,
    );
  });

  it('closes what it said of itself when nobody is to be asked any more', async () => {
    loseEgress();
    await minutes(0, 3);
    world.fleet = { ...world.fleet, controls: [] };
    unreachable.clear();
    await minutes(4, 4);
    expect(world.toldSoFar()).toEqual(['down oncall', 'closed oncall']);
  });
});

describe('a network that works', () => {
  it('leaves an outage of some monitors what it is', async () => {
    await minutes(0, 1);
    unreachable.set('shop-1.example.org', 'tcp_timeout');
    unreachable.set('shop-2.example.org', 'tcp_refused');
    await minutes(2, 4);
    expect(world.told.map(({ notification }) => notification.incident.monitorId).sort()).toEqual(['shop-1', 'shop-2']);
    expect(controlsAsked()).toEqual([]);
  });

  it('lets a lone monitor be down as soon as ever', async () => {
    world.fleet = { ...world.fleet, monitors: monitors.slice(0, 1) };
    await minutes(0, 0);
    unreachable.set('.example.org', 'tcp_timeout');
    await minutes(1, 3);
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });
});

describe('nobody outside is asked', () => {
  it('where controls are turned off', async () => {
    world.fleet = { ...world.fleet, controls: [] };
    loseEgress();
    await minutes(0, 3);
    expect(controlsAsked()).toEqual([]);
    expect(world.toldSoFar()).toEqual(monitors.map(() => 'down oncall'));
  });

  it('by a run of the shipped monitors.yaml, even when all of its services are dead', async () => {
    const text = readFileSync(new URL('../../monitors.yaml', import.meta.url), 'utf8');
    const parsed = parseFleet(text, { file: 'monitors.yaml' });
    if (!parsed.ok) throw new Error('monitors.yaml is not valid');
    expect(parsed.fleet.controls.length).toBeGreaterThanOrEqual(3);
    world.fleet = parsed.fleet;
    world.probe = async (target) => {
      asked.push(new URL(targetText(target)).hostname);
      return { timings: { total: 1 }, redirects: [], at: 0, failure: failure('tcp_refused') };
    };
    for (let minute = 0; minute < 5; minute++) await world.tick(at(minute));
    expect(new Set(asked)).toEqual(new Set(['127.0.0.1']));
  });
});
