import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { makeHandler, type TickHandlerDeps } from '../../functions/tick/handler.ts';
import { slotOfEvent } from '../../functions/tick/slot-of-event.ts';
import { WHOLE_FLEET } from '../../shared/domain/slot.ts';
import type { Probe } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { aFleet, MINUTE, NOON } from '../domain/builders.ts';

const REGION = 'eu-west-1';

describe('the slot of a call', () => {
  it('is the minute that the scheduler meant, however late the call comes', () => {
    expect(slotOfEvent({ slot: '2026-11-22T12:00:00Z' }, NOON + 95_000, MINUTE)).toBe(NOON);
  });

  it('is the minute of now in a call by hand', () => {
    expect(slotOfEvent({}, NOON + 59_999, MINUTE)).toBe(NOON);
  });

  it('is the minute of now where a scheduler leaves its placeholder as it is', () => {
    expect(slotOfEvent({ slot: '<aws.scheduler.scheduled-time>' }, NOON + 1, MINUTE)).toBe(NOON);
  });
});

let database: EmbeddedDatabase;
let logged: string[];

beforeEach(async () => {
  database = await openEmbeddedDatabase();
  await createTable(database.client, 'tick-test');
  logged = [];
});
afterEach(() => database.close());

const answers: Probe = async () => ({
  timings: { total: 12 },
  redirects: [],
  http: { version: '1.1', status: 200, headers: {} },
  at: NOON,
});

const hangs: Probe = async (_target, _assertions, { signal }) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut short'))));

const log = (message: string): void => {
  logged.push(message);
};

function aHandler(changes: Partial<TickHandlerDeps> = {}) {
  const clock = { now: () => NOON + 1500, sleep: async () => {} };
  return makeHandler({
    store: createStore({ client: database.client, tableName: 'tick-test', clock }),
    probe: answers,
    secrets: { read: async () => '' },
    metrics: { publishTick: async () => {} },
    clock,
    log: { info: log, warn: log, error: log },
    fleet: aFleet(),
    region: REGION,
    ...changes,
  });
}

const withMs = (ms: number): Context => ({ getRemainingTimeInMillis: () => ms }) as Context;
const CALL = { slot: '2026-11-22T12:00:00Z', cell: WHOLE_FLEET };

describe('the tick function', () => {
  it('writes what it saw into the slot that was meant', async () => {
    const summary = await aHandler()(CALL, withMs(30_000));
    expect(summary).toMatchObject({ slot: '2026-11-22T12:00:00Z', checks: 1, isDuplicate: false });
    const store = createStore({ client: database.client, tableName: 'tick-test', clock: { now: () => NOON } });
    expect(await store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON)).toMatchObject([
      { slot: NOON, region: REGION, results: [{ monitorId: 'rota', verdict: 'up' }] },
    ]);
  });

  it('changes nothing when it is called twice for one slot', async () => {
    await aHandler()(CALL, withMs(30_000));
    expect(await aHandler()(CALL, withMs(30_000))).toMatchObject({ isDuplicate: true, changes: [] });
  });

  it('cuts probes short in time to write down the rest, and blames no target for it', async () => {
    await aHandler({ probe: hangs })(CALL, withMs(6_050));
    const store = createStore({ client: database.client, tableName: 'tick-test', clock: { now: () => NOON } });
    const [tick] = await store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON);
    expect(tick?.results).toMatchObject([{ monitorId: 'rota', verdict: 'unknown', failure: { code: 'probe_error' } }]);
  });

  it('logs what went wrong, and lets Lambda count it', async () => {
    await database.close();
    await expect(aHandler()(CALL, withMs(30_000))).rejects.toThrow();
    expect(logged).toEqual(['The tick failed; its slot is a gap']);
    database = await openEmbeddedDatabase();
  });
});
