/** `nightjar check`: one probe now, explained. */
import { Command, Option } from 'commander';
import type { Result, Verdict } from '../../shared/domain/checks/result.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createEnvironmentSecrets } from '../../shared/secrets/environment.ts';
import { checkMonitor } from '../../shared/tick/check-monitor.ts';
import { DEFAULT_FILE } from '../load-fleet.ts';
import { EXIT, Misuse } from '../misuse.ts';
import { ownAwsCredentials } from '../own-aws-credentials.ts';
import { renderCheck } from '../screen/check-report.ts';
import { heartbeatHint } from '../screen/heartbeat-hint.ts';
import { paintFor } from '../screen/paint.ts';
import { renderRegions } from '../screen/regions.ts';
import { checkJson, regionsJson } from './check-json.ts';
import { type Chosen, chosenMonitor } from './chosen-monitor.ts';
import { watch } from './watch.ts';

const GUIDE = `
A monitor is named by its id in ${DEFAULT_FILE}. A URL is checked with every
setting at its default: an answer with a status from 200 to 299 within 10 s is
up. Nothing is stored and nobody is alerted.

Examples:
  $ nightjar check https://example.org
  $ nightjar check tcp://db.example.org:5432
  $ nightjar check rota-health
  $ nightjar check api --config my.yaml --timeout 3s
  $ nightjar check rota-health --json | jq .timings
  $ nightjar check rota-health --watch
  $ nightjar check rota-health --regions --stack Nightjar

Exit codes:
  0  up or degraded
  1  down
  2  unknown (a missing secret, an address that may not be probed), or misuse
With --watch: that of the last check. With --regions: the worst.
`;

const EXIT_OF: Readonly<Record<Verdict, number>> = {
  up: EXIT.fine,
  degraded: EXIT.fine,
  down: EXIT.down,
  unknown: EXIT.misuse,
};

interface Options {
  readonly config?: string;
  readonly json?: true;
  readonly timeout?: string;
  readonly watch?: true;
  readonly regions?: true;
  readonly stack: string;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('look at one monitor or URL now, and show where the time goes')
    .argument('<monitor or URL>', 'an id from the configuration, or a URL (http, https, ws, wss, tcp, tls)')
    .option('-c, --config <file>', `where the monitor is configured (default: ${DEFAULT_FILE})`)
    .option('-t, --timeout <duration>', 'give up after this long, such as 5s')
    .addOption(new Option('--json', 'print the result as JSON').conflicts('watch'))
    .option('-w, --watch', 'look again every 2 seconds, one line each, until Ctrl-C')
    .addOption(new Option('-r, --regions', 'look from every region of a deployment').conflicts(['watch', 'timeout']))
    .option('-s, --stack <name>', 'which deployment', 'Nightjar')
    .addHelpText('after', GUIDE)
    .showHelpAfterError('For example: nightjar check https://example.org')
    .action(check);
}

async function check(what: string, options: Options): Promise<void> {
  if (options.regions) {
    process.exitCode = await checkFromRegions(what, options);
    return;
  }
  const chosen = chosenMonitor(what, options.config, options.timeout);
  const deps = {
    probe: createProbe({ allowLoopback: true, awsCredentials: ownAwsCredentials }),
    secrets: createEnvironmentSecrets(process.env),
  };
  if (options.watch) {
    process.exitCode = EXIT_OF[await watch(deps, chosen.monitor, paintFor(process.stdout))];
    return;
  }
  const outcome = await checkMonitor(deps, chosen.monitor);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(checkJson(chosen.monitor, outcome, Date.now()), null, 2)}\n`);
  } else {
    const columns = process.stdout.columns ?? 80;
    const lines = renderCheck(chosen.monitor, outcome, columns, paintFor(process.stdout));
    process.stdout.write(`${[...lines, ...hint(chosen, outcome.result)].join('\n')}\n`);
  }
  process.exitCode = EXIT_OF[outcome.result.verdict];
}

/** The worst of what they see decides the exit code; a region that cannot be asked is one that could not tell. */
async function checkFromRegions(what: string, { config, stack, json }: Options): Promise<number> {
  const { monitor, regions = [process.env.AWS_REGION ?? ''] } = chosenMonitor(what, config, undefined);
  if (what.includes('://') || regions.includes('')) {
    throw new Misuse('Regions look at the monitors that are deployed.', {
      example: 'AWS_REGION=eu-west-1 nightjar check rota-health --regions --stack Nightjar',
    });
  }
  const { askRegions } = await import('../regions/ask-regions.ts');
  const checks = await askRegions({ stack, regions, monitorId: monitor.id });
  const lines = json
    ? [JSON.stringify(regionsJson(monitor, checks, Date.now()), null, 2)]
    : renderRegions(checks, process.stdout.columns ?? 120, paintFor(process.stdout));
  process.stdout.write(`${lines.join('\n')}\n`);
  return Math.max(...checks.map((each) => ('check' in each ? EXIT_OF[each.check.result.verdict] : EXIT.misuse)));
}

/** What a newcomer trips over: the shipped monitors watch targets that are there only while something runs them. */
function hint(chosen: Chosen, { failure }: Result): string[] {
  if (chosen.monitor.target.kind === 'heartbeat') return heartbeatHint(chosen.monitor.target, Date.now());
  if (!chosen.isDemo || failure?.code !== 'tcp_refused') return [];
  return ['', '  This configuration watches the demo fleet, which is there only while "nightjar run" runs.'];
}
