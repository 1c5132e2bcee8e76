import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { makeHandler, type TickHandlerDeps } from '../../functions/tick/handler.ts';
import { slotOfEvent } from '../../functions/tick/slot-of-event.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Probe, SlotCall, TickMeasure } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { aFleet, aMonitor, MINUTE, NOON } from '../domain/builders.ts';

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
    logbook: createLogbook({ client: database.client, tableName: 'tick-test', clock }),
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

describe('the tick function below a minute', () => {
  const TICK_MS = 20_000;
  const second = (seconds: number): number => NOON + seconds * 1000;
  const quick = aFleet({ monitors: [aMonitor({ policy: { intervalMs: TICK_MS, retryIntervalMs: TICK_MS } })] });

  function aQuickHandler(now: number, changes: Partial<TickHandlerDeps> = {}) {
    const asked: SlotCall[] = [];
    const queue = { ask: async (calls: readonly SlotCall[]) => void asked.push(...calls) };
    const clock = { now: () => now, sleep: async () => {} };
    const handle = aHandler({ fleet: quick, clock, finer: { tickMs: TICK_MS, queue }, ...changes });
    return { asked, handle };
  }

  /** As SQS hands over what was asked for. */
  const messageFor = ({ slot, cell }: Pick<SlotCall, 'slot' | 'cell'>): SQSEvent =>
    ({ Records: [{ body: JSON.stringify({ slot: new Date(slot).toISOString(), cell }) }] }) as SQSEvent;

  const ticks = () => {
    const store = createStore({ client: database.client, tableName: 'tick-test', clock: { now: () => NOON } });
    return store.readTicks(WHOLE_FLEET, REGION, NOON - 1, second(600));
  };

  it.each([
    ['at once', 0, [60_000, 80_000, 100_000]],
    ['in the middle of its minute', 35_500, [24_500, 44_500, 64_500]],
    ['at its last moment', 59_900, [100, 20_100, 40_100]],
  ])(
    'asks for the slots of the next minute, each at its own time, when the schedule fires %s',
    async (_, lag, delays) => {
      const { asked, handle } = aQuickHandler(NOON + lag);
      const slots = ['2026-11-22T12:01:00Z', '2026-11-22T12:01:20Z', '2026-11-22T12:01:40Z'];
      expect(await handle(CALL, withMs(30_000))).toEqual({ askedFor: slots });
      expect(asked.map(({ delayMs }) => delayMs)).toEqual(delays);
      expect(await ticks()).toEqual([]);
    },
  );

  it('leaves out slots that a schedule has missed by far, and has the others run at once', async () => {
    const { asked, handle } = aQuickHandler(second(60 + 35));
    await handle(CALL, withMs(30_000));
    expect(asked.map(({ slot, delayMs }) => [(slot - NOON) / 1000, delayMs])).toEqual([
      [80, 0],
      [100, 5000],
    ]);
  });

  it('fails, so that it is counted, when the queue takes nothing', async () => {
    const ask = () => Promise.reject(new Error('no queue'));
    const { handle } = aQuickHandler(NOON, { finer: { tickMs: TICK_MS, queue: { ask } } });
    await expect(handle(CALL, withMs(30_000))).rejects.toThrow('no queue');
  });

  it('runs the slot that a message names, however late it comes, and asks for nothing more', async () => {
    for (const seconds of [0, 20, 40]) {
      const { asked, handle } = aQuickHandler(second(seconds + 7));
      await handle(messageFor({ slot: second(seconds), cell: WHOLE_FLEET }), withMs(30_000));
      expect(asked).toEqual([]);
    }
    const seen = await ticks();
    expect(seen.map(({ slot, previous }) => [(slot - NOON) / 1000, (previous - NOON) / 1000])).toEqual([
      [0, -20],
      [20, 0],
      [40, 20],
    ]);
    expect(seen.map(({ results }) => results.length)).toEqual([1, 1, 1]);
  });

  it('publishes how late each slot was', async () => {
    const lags: number[] = [];
    const metrics = { publishTick: async ({ lagMs }: TickMeasure) => void lags.push(lagMs) };
    const { handle } = aQuickHandler(second(21.5), { metrics });
    await handle(messageFor({ slot: second(20), cell: WHOLE_FLEET }), withMs(30_000));
    expect(lags).toEqual([1500]);
  });

  it('lets go of a message that comes again long after its slot', async () => {
    const { handle } = aQuickHandler(second(20 + 31));
    await handle(messageFor({ slot: second(20), cell: WHOLE_FLEET }), withMs(30_000));
    expect(await ticks()).toEqual([]);
    expect(logged).toEqual(['A slot came too late to be run; it is a gap']);
  });

  it('runs the slot of now in a call by hand', async () => {
    const { asked, handle } = aQuickHandler(second(45));
    expect(await handle({}, withMs(30_000))).toMatchObject({ slot: '2026-11-22T12:00:40Z', checks: 1 });
    expect(asked).toEqual([]);
  });

  it('runs a slot while the one before it still hangs, and folds both in order when that ends', async () => {
    const { promise: endsAtLast, resolve: end } = Promise.withResolvers<void>();
    const slow: Probe = async (...input) => {
      await endsAtLast;
      return answers(...input);
    };
    const first = aQuickHandler(second(1)).handle(
      messageFor({ slot: NOON - TICK_MS, cell: WHOLE_FLEET }),
      withMs(30_000),
    );
    await first;
    const hanging = aQuickHandler(second(1), { probe: slow }).handle(
      messageFor({ slot: NOON, cell: WHOLE_FLEET }),
      withMs(30_000),
    );
    await aQuickHandler(second(21)).handle(messageFor({ slot: second(20), cell: WHOLE_FLEET }), withMs(30_000));
    const store = createStore({ client: database.client, tableName: 'tick-test', clock: { now: () => NOON } });
    expect((await store.readCursor(WHOLE_FLEET, REGION))?.slot).toBe(NOON - TICK_MS);
    end();
    await hanging;
    expect((await ticks()).map(({ slot }) => (slot - NOON) / 1000)).toEqual([0, 20]);
    expect((await store.readCursor(WHOLE_FLEET, REGION))?.slot).toBe(NOON);
    await aQuickHandler(second(41)).handle(messageFor({ slot: second(40), cell: WHOLE_FLEET }), withMs(30_000));
    expect((await store.readCursor(WHOLE_FLEET, REGION))?.slot).toBe(second(40));
  });
});
