/** `nightjar run`: watches everything in the configuration until it is told to stop. */
import { Command, InvalidArgumentError } from 'commander';
import { durationText } from '../../shared/domain/time/calendar.ts';
import type { Clock } from '../../shared/ports.ts';
import { chosenFile, DEFAULT_FILE, loadFleet } from '../load-fleet.ts';
import { EXIT } from '../misuse.ts';
import { createSteadyClock } from '../run/steady-clock.ts';
import { stopSignal } from '../run/stop-signal.ts';
import { createLiveScreen } from '../screen/live-screen.ts';
import type { Output } from '../screen/output.ts';
import { createPlainLog } from '../screen/plain-log.ts';
import { version } from '../version.ts';

const GUIDE = `
What was seen and sent is kept in the data folder. Stop with Ctrl-C and start
again whenever you like: it goes on from there, and no alert is repeated.
Webhooks are called for real; email and SMS are shown here and sent on AWS only.
A terminal gets a live table; a file or a pipe gets one line for each thing that
happens.

Examples:
  $ nightjar run                     the monitors of ./${DEFAULT_FILE}
  $ nightjar run my.yaml
  $ npm start -- --config my.yaml    the same from a clone
  $ nightjar run --port 0            the status on any free port
  $ API_TOKEN=... nightjar run       the secret \${env:API_TOKEN} of the file

Exit codes:
  0  stopped as it was asked to
  2  misuse, an invalid configuration, or a port or folder that cannot be had
`;

interface Options {
  readonly config?: string;
  readonly data: string;
  readonly port: number;
  readonly demo: boolean;
  readonly verbose?: true;
}

export function runCommand(): Command {
  return new Command('run')
    .description(`watch everything in ${DEFAULT_FILE} until Ctrl-C`)
    .argument('[file]', `the configuration (default: ${DEFAULT_FILE})`)
    .option('-c, --config <file>', 'the same, as an option')
    .option('-d, --data <folder>', 'where history and states are kept', '.nightjar')
    .option('-p, --port <number>', 'of /status.json, for this machine only', portOf, 8787)
    .option('--no-demo', 'do not start the demo fleet, even if the configuration asks for it')
    .option('-v, --verbose', 'say also what goes well')
    .addHelpText('after', GUIDE)
    .showHelpAfterError('For example: nightjar run my.yaml --port 9000')
    .action((argument: string | undefined, options: Options) => run(chosenFile(argument, options.config), options));
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
}

async function run(chosen: string, options: Options): Promise<void> {
  const stop = stopSignal();
  // Database, SDK and senders take a while to load, and no other command needs them.
  const { startRun } = await import('../run/start-run.ts');
  // Warnings are for `validate` and for the deployment, which they are mostly about.
  const { fleet, file } = loadFleet(chosen);
  const clock = createSteadyClock();
  const startedAt = clock.now();
  const output = outputOf(clock);
  const isDemo = fleet.demo && options.demo;
  const input = {
    file,
    folder: options.data,
    port: options.port,
    version: version(),
    isVerbose: options.verbose ?? false,
  };
  const running = await startRun({ ...input, fleet: { ...fleet, demo: isDemo } }, clock, output);
  await aborted(stop);
  if (running.running() > 0)
    output.note('Stopping as soon as the checks that are running have ended; Ctrl-C again ends at once.');
  await running.stop();
  const duration = durationText(clock.now() - startedAt);
  output.end(`Nightjar stopped after ${duration}. Started again, it goes on from what is in ${options.data}.`);
  process.exitCode = EXIT.fine;
}

function outputOf(clock: Clock): Output {
  const { stdout } = process;
  if (stdout.isTTY) return createLiveScreen(stdout, clock.now);
  return createPlainLog((text) => stdout.write(text), clock.now);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
