/** Composes a local run: the same use cases as on AWS, on an embedded database and this machine's clock. */
import { makeHandler } from '../../functions/status/handler.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { WHOLE_FLEET } from '../../shared/domain/slot.ts';
import { publicFleet } from '../../shared/domain/status.ts';
import type { Clock, Log, Metrics, Store } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createEnvironmentSecrets } from '../../shared/secrets/environment.ts';
import { createWebhookSender } from '../../shared/senders/webhook.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { startDemo } from '../demo/index.ts';
import type { Output } from '../screen/output.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { serveHttp } from './http-server.ts';
import { keepWatch } from './keep-watch.ts';
import { CHECKS_KEPT, createLivePicture, type LivePicture } from './live-picture.ts';
import { createLocalLog } from './local-log.ts';
import { localSenders } from './local-senders.ts';
import { tickLengthMs } from './scheduler.ts';
import { watchedStore } from './watched-store.ts';
import { withoutDeadClaims } from './without-dead-claims.ts';

const REGION = 'local';
const TABLE_NAME = 'nightjar';

/** No more of the log than this is read to draw the first sparklines. */
const MOST_TICKS_READ = 600;

export interface RunInput {
  readonly fleet: Fleet;
  /** The configuration file, for the first line. */
  readonly file: string;
  readonly folder: string;
  readonly port: number;
  readonly isVerbose: boolean;
  readonly version: string;
}

export interface Run {
  /** How many ticks have begun and not ended. */
  running(): number;
  /** Ends everything in order; resolves when the folder and the ports are free again. */
  stop(): Promise<void>;
}

/** Rejects, with nothing left open, when the folder or a port cannot be had. */
export async function startRun(input: RunInput, clock: Clock, output: Output): Promise<Run> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    return await compose(input, clock, output, closers);
  } catch (cause) {
    await closeAll(closers);
    throw cause;
  }
}

async function compose(
  input: RunInput,
  clock: Clock,
  output: Output,
  closers: (() => Promise<unknown>)[],
): Promise<Run> {
  const { fleet, folder, file, port, version, isVerbose } = input;
  const log = createLocalLog(output.note, clock.now, isVerbose);
  const tickMs = tickLengthMs(fleet.monitors);
  const database = await openEmbeddedDatabase({ folder });
  closers.push(() => database.close());
  await createTable(database.client, TABLE_NAME);
  const kept = withoutDeadClaims(createStore({ client: database.client, tableName: TABLE_NAME, clock }));
  const picture = createLivePicture(fleet.monitors, clock.now(), (view, from) =>
    output.stateChanged(view, from, clock.now()),
  );
  const store = watchedStore(kept, picture);
  if (fleet.demo) {
    const demo = await startDemo();
    closers.push(() => demo.close());
  }
  const served = {
    store,
    clock,
    log,
    fleet: publicFleet(fleet),
    cells: [WHOLE_FLEET],
    region: REGION,
    tickMs,
    version,
  };
  const server = await serveHttp(makeHandler(served), { port });
  closers.push(() => server.close());
  const statusUrl = `${server.url}/status.json`;

  await recall(store, picture, fleet, tickMs, clock.now());
  const start = { version, file, monitors: fleet.monitors.length, tickMs, statusUrl, folder, isDemo: fleet.demo };
  const watch = await keepWatch(watchDeps(fleet, store, clock, log, output), {
    fleet,
    region: REGION,
    tickMs,
    statusUrl: fleet.statusPage.url ?? statusUrl,
    onProgress: output.refresh,
  });
  closers.push(() => watch.end());
  output.begin(start, () => ({
    now: clock.now(),
    nextSlot: watch.schedule.nextSlot(),
    statusUrl,
    monitors: picture.views(),
  }));
  return { running: watch.schedule.running, stop: () => closeAll(closers) };
}

function watchDeps(fleet: Fleet, store: Store, clock: Clock, log: Log, output: Output) {
  const secrets = createEnvironmentSecrets(process.env);
  const webhook = createWebhookSender({ secrets, clock, allowLoopback: true });
  return {
    store,
    clock,
    log,
    secrets,
    probe: createProbe({ allowLoopback: true }),
    senders: localSenders(fleet, webhook, output),
    metrics: NO_METRICS,
  };
}

/** The terminal and the status document show what CloudWatch would; there is nothing to publish to. */
const NO_METRICS: Metrics = { publishTick: async () => {} };

/** Brings back what former runs have written, so that the picture goes on where it was. */
async function recall(store: Store, picture: LivePicture, fleet: Fleet, tickMs: number, now: number): Promise<void> {
  const longest = Math.max(0, ...fleet.monitors.map((monitor) => monitor.policy.intervalMs));
  const windowMs = Math.min(longest * CHECKS_KEPT, tickMs * MOST_TICKS_READ);
  for (const tick of await store.readTicks(WHOLE_FLEET, REGION, now - windowMs, now)) picture.addTick(tick);
  for (const { monitorId, state } of await store.readStates(WHOLE_FLEET)) picture.recallState(monitorId, state);
}

/** Newest first: what was opened last stands on what was opened before it. */
async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) await close();
}
