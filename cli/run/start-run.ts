/** Composes a local run: the same use cases as on AWS, on an embedded database and this machine's clock. */
import { makeHandler as makeBeatHandler } from '../../functions/beat/handler.ts';
import { makeHandler } from '../../functions/status/handler.ts';
import { processEventLoop } from '../../shared/clock/event-loop.ts';
import { tickLengthMs } from '../../shared/domain/grid.ts';
import { beatTokens } from '../../shared/domain/heartbeat.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { WHOLE_FLEET } from '../../shared/domain/slot.ts';
import { publicFleet } from '../../shared/domain/status.ts';
import type { Clock, Log, Logbook, Metrics, Store } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createEnvironmentSecrets } from '../../shared/secrets/environment.ts';
import { createSenders } from '../../shared/senders/index.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { startDemo } from '../demo/index.ts';
import { Misuse } from '../misuse.ts';
import { ownAwsCredentials } from '../own-aws-credentials.ts';
import type { Output } from '../screen/output.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { serveHttp } from './http-server.ts';
import { keepWatch, type Watch } from './keep-watch.ts';
import { CHECKS_KEPT, createLivePicture, type LivePicture } from './live-picture.ts';
import { createLocalLog } from './local-log.ts';
import { localSenders } from './local-senders.ts';
import { FolderInUse } from './lock-folder.ts';
import { missingSecrets } from './missing-secrets.ts';
import { watchedStore } from './watched-store.ts';
import { withBeats } from './with-beats.ts';
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
  /** Mentions also what goes well. */
  readonly isVerbose: boolean;
  readonly version: string;
}

export interface Run {
  /** How many ticks have begun and not ended. */
  running(): number;
  /** Ends everything in order; resolves when the folder and the ports are free again. */
  stop(): Promise<void>;
}

/** Rejects with `Misuse`, and with nothing left open, when the folder or a port cannot be had. */
export async function startRun(input: RunInput, clock: Clock, output: Output): Promise<Run> {
  const opened: Closer[] = [];
  try {
    const watch = await compose(input, clock, output, opened);
    return { running: watch.schedule.running, stop: () => closeAll(opened) };
  } catch (cause) {
    await closeAll(opened);
    throw cause;
  }
}

type Closer = () => Promise<unknown>;

/** Newest first: what was opened last stands on what was opened before it. */
async function closeAll(opened: Closer[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close();
}

async function compose(input: RunInput, clock: Clock, output: Output, opened: Closer[]): Promise<Watch> {
  const { fleet, folder, file, version } = input;
  const tickMs = tickLengthMs(fleet.monitors);
  const log = createLocalLog(output.note, clock.now, input.isVerbose);
  const picture = createLivePicture(fleet.monitors, clock.now(), (view, from) =>
    output.stateChanged(view, from, clock.now()),
  );
  const { store: bare, logbook } = await openTable(folder, clock, opened);
  const store = watchedStore(bare, picture);
  if (fleet.demo) {
    const demo = await startDemo().catch(refused(`nightjar run ${file} --no-demo`));
    opened.push(demo.close);
  }
  const statusUrl = await serveStatus(input, { store, clock, log, tickMs }, opened);
  await recall(store, picture, fleet, tickMs, clock.now());

  const watch = await keepWatch(
    { store, logbook, clock, loop: processEventLoop, log, ...effects(fleet, store, clock, output) },
    {
      fleet,
      region: REGION,
      tickMs,
      statusUrl: fleet.statusPage.url ?? statusUrl,
      onProgress: output.refresh,
    },
  );
  opened.push(watch.end);
  for (const line of missingSecrets(fleet, process.env)) output.note(line);
  output.begin(
    { version, file, monitors: fleet.monitors.length, tickMs, statusUrl, folder, isDemo: fleet.demo },
    () => ({ now: clock.now(), nextSlot: watch.schedule.nextSlot(), statusUrl, monitors: picture.views() }),
  );
  return watch;
}

async function openTable(
  folder: string,
  clock: Clock,
  opened: Closer[],
): Promise<{ readonly store: Store; readonly logbook: Logbook }> {
  const { client, close } = await openEmbeddedDatabase({ folder }).catch(folderRefused(folder));
  opened.push(close);
  await createTable(client, TABLE_NAME);
  const table = { client, tableName: TABLE_NAME, clock };
  return { store: withoutDeadClaims(createStore(table)), logbook: createLogbook(table) };
}

/** Serves the status document, whose URL this is, and takes the heartbeats of jobs. */
async function serveStatus(
  { fleet, file, port, version }: RunInput,
  deps: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly tickMs: number },
  opened: Closer[],
): Promise<string> {
  const status = makeHandler({ ...deps, fleet: publicFleet(fleet), cells: [WHOLE_FLEET], region: REGION, version });
  const beats = makeBeatHandler({ ...deps, tokens: beatTokens(fleet.monitors) });
  const server = await serveHttp(withBeats(beats, status), { port }).catch(refused(`nightjar run ${file} --port 9000`));
  opened.push(server.close);
  return `${server.url}/status.json`;
}

/** A port that cannot be had is for the person at the keyboard to sort out. */
const refused = (example: string) => (cause: unknown) => {
  throw new Misuse(messageOf(cause), { example, cause });
};

const folderRefused = (folder: string) => (cause: unknown) => {
  if (cause instanceof FolderInUse) throw new Misuse(messageOf(cause), { cause });
  const example = 'nightjar run --data /var/lib/nightjar';
  throw new Misuse(`The data folder ${folder} cannot be used: ${messageOf(cause)}.`, { example, cause });
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Everything that reaches out of this process. */
function effects(fleet: Fleet, store: Store, clock: Clock, output: Output) {
  const secrets = createEnvironmentSecrets(process.env);
  const senders = createSenders({ secrets, clock, allowLoopback: true });
  const probe = createProbe({ allowLoopback: true, beats: store, states: store, awsCredentials: ownAwsCredentials });
  return { secrets, probe, senders: localSenders(fleet, senders, output), metrics: NO_METRICS };
}

/** The terminal and the status document show what CloudWatch would; there is nothing to publish to. */
const NO_METRICS: Metrics = { publishTick: async () => {} };

/** Brings back what former runs have written, so that the picture goes on where it was. */
async function recall(store: Store, picture: LivePicture, fleet: Fleet, tickMs: number, now: number): Promise<void> {
  const longest = Math.max(0, ...fleet.monitors.map((monitor) => monitor.policy.intervalMs));
  const windowMs = Math.min(longest * CHECKS_KEPT, tickMs * MOST_TICKS_READ);
  const rows = await store.readStates(WHOLE_FLEET);
  const states = new Map(rows.map(({ monitorId, state }) => [monitorId, state]));
  picture.recall(await store.readTicks(WHOLE_FLEET, REGION, now - windowMs, now), states);
}
