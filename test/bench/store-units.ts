/**
 * What a check costs in DynamoDB units, from the engine's own ConsumedCapacity: whole ticks as they run in production,
 * with a probe that answers at once. Beside it, in the same run, an item for each check. Takes about 5 seconds.
 * `node test/bench/store-units.ts`
 */
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { failure } from '../../shared/domain/checks/failure.ts';
import { targetText } from '../../shared/domain/messages/target-text.ts';
import type { Fleet, Monitor } from '../../shared/domain/monitor.ts';
import { hashOf, WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Logbook, Probe, Store } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { runTick } from '../../shared/tick/run-tick.ts';
import { aFleet, aMonitor, anHttpTarget, MINUTE, NOON } from '../domain/builders.ts';

const FLEET_SIZES = [10, 100, 500];
const TICKS = 10;
/** The first ticks create the rows and find every monitor up. */
const WARM_UP_TICKS = 2;
const GOAL_WRITES_PER_CHECK = 0.03;
/** The goal is for fleets from this size on: a tick of ten monitors costs the same two writes as one of a hundred. */
const GOAL_FROM_MONITORS = 100;

interface Units {
  read: number;
  write: number;
}

/** A store whose every request is counted, on a table of its own. */
interface Counted {
  readonly store: Store;
  readonly logbook: Logbook;
  /** Units since the last call. */
  take(): Units;
}

export async function main(): Promise<void> {
  const database = await openEmbeddedDatabase();
  try {
    console.log(`DynamoDB units a check, mean of ${TICKS} ticks (index writes are not counted by this engine)`);
    console.log('  monitors   steady: write     read   incident: write     read   an item a check: write');
    for (const size of FLEET_SIZES) {
      const tableName = `units-${size}`;
      await createTable(database.client, tableName);
      const counted: Units = { read: 0, write: 0 };
      const options = {
        client: database.client,
        tableName,
        clock: { now: () => NOON },
        onCapacity: (_operation: string, { read, write }: Units) => {
          counted.read += read;
          counted.write += write;
        },
      };
      const [store, logbook] = [createStore(options), createLogbook(options)];
      await report(fleetOf(size), { store, logbook, take: () => takeAll(counted) });
    }
  } finally {
    await database.close();
  }
}

function takeAll(counted: Units): Units {
  const taken = { ...counted };
  counted.read = 0;
  counted.write = 0;
  return taken;
}

async function report(fleet: Fleet, { store, logbook, take }: Counted): Promise<void> {
  const checks = TICKS * fleet.monitors.length;
  await runTicks(fleet, { store, logbook }, 0, WARM_UP_TICKS, allUp);
  take();
  await runTicks(fleet, { store, logbook }, WARM_UP_TICKS, TICKS, allUp);
  const steady = take();
  await runTicks(fleet, { store, logbook }, WARM_UP_TICKS + TICKS, TICKS, oneInTenDown(fleet));
  const incident = take();
  await anItemEach(fleet, store);
  const peer = take();

  const each = (units: number, width: number) => (units / checks).toFixed(4).padStart(width);
  const writes = steady.write / checks;
  const hasGoal = fleet.monitors.length >= GOAL_FROM_MONITORS;
  const verdict = `goal ${GOAL_WRITES_PER_CHECK}, ${writes <= GOAL_WRITES_PER_CHECK ? 'met' : 'missed'}`;
  const peerWrites = (peer.write / fleet.monitors.length).toFixed(2);
  console.log(
    `  ${String(fleet.monitors.length).padStart(8)}${each(steady.write, 16)}${each(steady.read, 9)}` +
      `${each(incident.write, 18)}${each(incident.read, 9)}   ${peerWrites} (${(Number(peerWrites) / writes).toFixed(0)} times)` +
      (hasGoal ? `   (${verdict})` : ''),
  );
}

async function runTicks(
  fleet: Fleet,
  table: Pick<Counted, 'store' | 'logbook'>,
  first: number,
  count: number,
  probe: Probe,
): Promise<void> {
  for (let index = first; index < first + count; index++) {
    const slot = NOON + index * MINUTE;
    const deps = {
      ...table,
      probe,
      secrets: { read: async () => '' },
      metrics: { publishTick: async () => {} },
      clock: { now: () => slot + 1000, sleep: async () => {} },
      log: { info: () => {}, warn: () => {}, error: console.error },
    };
    const input = { fleet, slot, tickMs: MINUTE, cell: WHOLE_FLEET, region: 'eu-west-1', startSpreadMs: 60_000 };
    await runTick(deps, input);
  }
}

async function anItemEach(fleet: Fleet, store: Store): Promise<void> {
  const result = { verdict: 'up', totalMs: 120 } as const;
  const common = { previous: NOON - MINUTE, region: 'eu-west-1', startedAt: NOON, endedAt: NOON };
  for (const { id } of fleet.monitors) {
    await store.appendTick({ ...common, slot: NOON, cell: id, results: [{ ...result, monitorId: id }] });
  }
}

/** Names as people give them; every URL is its monitor's own, which is how the probe knows which one is asked. */
function fleetOf(size: number): Fleet {
  const teams = ['payments', 'search', 'rota', 'tenant', 'billing', 'ledger', 'mail', 'reports', 'sign-in', 'archive'];
  const parts = ['api', 'website', 'database', 'worker', 'health', 'dashboard', 'metrics'];
  const monitors = Array.from({ length: size }, (_, index): Monitor => {
    const team = teams[index % teams.length];
    const id = `${team}-${parts[Math.floor(index / teams.length) % parts.length]}-${index}`;
    return aMonitor({ id, target: anHttpTarget({ url: `https://${id}.example.org/health` }) });
  });
  return aFleet({ monitors });
}

const allUp: Probe = async (target) => answered(200, targetText(target));

function oneInTenDown({ monitors }: Fleet): Probe {
  const failing = new Set(monitors.filter((_, index) => index % 10 === 0).map((monitor) => targetText(monitor.target)));
  return async (target) => {
    const url = targetText(target);
    if (!failing.has(url)) return answered(200, url);
    return { failure: failure('tcp_timeout'), timings: { dns: 3.4, total: 10_000 }, redirects: [], at: NOON };
  };
}

function answered(status: number, url: string): Awaited<ReturnType<Probe>> {
  const total = 20 + (hashOf(url) % 700);
  return { timings: { total }, redirects: [], http: { version: '1.1', status, headers: {} }, at: NOON };
}

if (import.meta.main) await main();
