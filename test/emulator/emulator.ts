/** A running AWS emulator: AWS's services on a port of this machine, with Lambdas as processes of Node. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PYTHON } from './install.ts';
import { openTap } from './tap.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where a stack is unless it says otherwise, and a second region. */
export const HOME_REGION = 'eu-west-1';
export const AWAY_REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 10_000;
const POLL_MS = 200;

/** What a test is told of it. */
export interface EmulatorPlace {
  readonly endpoint: string;
  /** For every client of it: nothing leads to the real AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** With `emulator.log` in it. */
  readonly folder: string;
}

export interface Emulator extends EmulatorPlace {
  stop(): Promise<void>;
}

/** `folder` takes everything that it writes, its log among it. */
export async function startEmulator(folder: string): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = environmentFor(endpoint);
  const tap = await openTap(endpoint, folder);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const server = spawn(PYTHON, ['-m', 'ministack'], {
    cwd: folder,
    // A group of its own, so that the Lambdas that it starts end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment,
      // Its Lambdas are told this.
      AWS_ENDPOINT_URL: tap.url,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: HOME_REGION,
      TMPDIR: temporary,
      S3_DATA_DIR: join(folder, 's3'),
      // A container engine is neither needed nor asked for.
      DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    },
  });
  const log = createWriteStream(join(folder, 'emulator.log'));
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  const stop = async () => {
    await endGroup(server);
    await tap.close();
  };
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS && server.exitCode === null; waitedMs += POLL_MS) {
    if (await answers(endpoint)) return { endpoint, environment, folder, stop };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await stop();
  throw new Error(`The AWS emulator did not answer within ${READY_WITHIN_MS / 1000} s; see ${folder}/emulator.log.`);
}

function environmentFor(endpoint: string): Record<string, string> {
  const { PATH = '', HOME = '/' } = process.env;
  return {
    HOME,
    // The Lambdas are run by the first `node` that is found: the one of the project, which is that of Lambda.
    PATH: [join(ROOT, 'node_modules', '.bin'), PATH].join(delimiter),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: HOME_REGION,
    AWS_DEFAULT_REGION: HOME_REGION,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
  };
}

const answers = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined) return;
  const hasEnded = server.exitCode !== null || server.signalCode !== null ? Promise.resolve() : once(server, 'exit');
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), ENDS_WITHIN_MS);
  await hasEnded;
  clearTimeout(timer);
  // Whatever of its Lambdas has outlived it.
  signalGroup(pid, 'SIGKILL');
}

/** A group that is gone already is what was wanted. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
