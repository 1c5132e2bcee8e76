/** Composes a local run: the same use cases as on AWS, on an embedded database and this machine's clock. */
import { processEventLoop } from '../../shared/clock/event-loop.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { tickLengthMs } from '../../shared/domain/time/grid.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Clock, Metrics, Store } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createEnvironmentSecrets } from '../../shared/secrets/environment.ts';
import { acknowledgeLinks } from '../../shared/senders/acknowledge-link.ts';
import { createSenders } from '../../shared/senders/index.ts';
import { startDemo } from '../demo/index.ts';
import { startMailRun } from '../demo/mail-run.ts';
import { Misuse } from '../misuse.ts';
import { ownAwsCredentials } from '../own-aws-credentials.ts';
import type { Output } from '../screen/output.ts';
import { keepWatch, type Watch } from './keep-watch.ts';
import { CHECKS_KEPT, createLivePicture, type LivePicture } from './live-picture.ts';
import { createLocalLog } from './local-log.ts';
import { localSenders } from './local-senders.ts';
import { FolderInUse } from './lock-folder.ts';
import { missingSecrets } from './missing-secrets.ts';
import { openTable } from './open-table.ts';
import { serveLocal } from './serve-local.ts';
import { watchedStore } from './watched-store.ts';
import { withoutDeadClaims } from './without-dead-claims.ts';

const REGION = 'local';

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
  const table = await openTable(folder, clock).catch(folderRefused(folder));
  opened.push(table.close);
  const { logbook, linkKey } = table;
  const store = watchedStore(withoutDeadClaims(table.store), picture);
  if (fleet.demo) {
    const demo = await startDemo().catch(refused(`nightjar run ${file} --no-demo`));
    opened.push(demo.close);
  }
  const server = await serveLocal({ store, logbook, linkKey, clock, log }, { ...input, region: REGION, tickMs }).catch(
    refused(`nightjar run ${file} --port 9000`),
  );
  opened.push(server.close);
  if (fleet.demo) opened.push((await startMailRun(server.url)).close);
  const statusUrl = `${server.url}/status.json`;
  await recall(store, picture, fleet, tickMs, clock.now());

  const watch = await keepWatch(
    { store, logbook, clock, loop: processEventLoop, log, ...effects(fleet, store, clock, output) },
    {
      fleet,
      region: REGION,
      tickMs,
      statusUrl: fleet.statusPage.url ?? statusUrl,
      acknowledgeLinks: acknowledgeLinks(server.url, linkKey),
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
