/** `nightjar test`: whether the alerts that a file promises are the ones that would be sent. No target is looked at. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parseAlertTests } from '../../shared/config/alert-tests.ts';
import { formatProblem } from '../../shared/config/index.ts';
import { rehearse } from '../../shared/domain/hindsight/rehearsal.ts';
import { chosenFile, DEFAULT_FILE, loadFleet } from '../load-fleet.ts';
import { EXIT, Misuse } from '../misuse.ts';
import { paintFor } from '../screen/paint.ts';
import { rehearsalLines, summaryLine } from '../screen/rehearsal.ts';

const DEFAULT_TESTS = 'alerts.test.yaml';

const GUIDE = `
A file of tests, such as ${DEFAULT_TESTS}:

  tests:
    - name: three failures page, and the recovery is told
      results: { rota: up down*3 up up }
      expect:
        - { at: 3m, kind: down, monitor: rota, to: oncall }
        - { at: 5m, kind: recovered, monitor: rota, to: oncall }
    - name: a blip tells nobody
      results: { rota: up down up }
      expect: []

Examples:
  $ nightjar test
  $ nightjar test my-alerts.yaml --config my.yaml

Exit codes:
  0  all tests have passed
  1  some have not
  2  a file is not valid, or not readable
`;

export function testCommand(): Command {
  return new Command('test')
    .description('test which alerts would be sent, and to whom')
    .argument('[tests]', `the tests (default: ${DEFAULT_TESTS})`)
    .option('-c, --config <file>', `the configuration (default: ${DEFAULT_FILE})`)
    .addHelpText('after', GUIDE)
    .showHelpAfterError('For example: nightjar test alerts.test.yaml')
    .action((tests: string | undefined, options: { config?: string }) => {
      process.exitCode = run(tests ?? DEFAULT_TESTS, chosenFile(undefined, options.config));
    });
}

function run(file: string, config: string): number {
  const { fleet } = loadFleet(config);
  const read = parseAlertTests(textOf(file), {
    monitors: fleet.monitors.map(({ id }) => id),
    contacts: fleet.contacts.map(({ id }) => id),
  });
  if (!read.ok) throw new Misuse(read.problems.map((problem) => formatProblem(file, problem)).join('\n'));
  const paint = paintFor(process.stdout);
  const outcomes = read.tests.map((test) => ({ test, outcome: rehearse(fleet, test) }));
  for (const { test, outcome } of outcomes) {
    process.stdout.write(`${rehearsalLines(file, test, outcome, paint).join('\n')}\n`);
  }
  const failed = outcomes.filter(({ outcome }) => outcome.missing.length + outcome.unexpected.length > 0).length;
  process.stdout.write(`\n${summaryLine(outcomes.length, failed, paint)}\n`);
  return failed === 0 ? EXIT.fine : EXIT.down;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'There is no such file.' : `${(cause as Error).message}.`;
    const example = 'nightjar test my-alerts.yaml --config my.yaml; nightjar help test shows how one is written';
    throw new Misuse(`The tests ${file} cannot be read. ${reason}`, { example, cause });
  }
}
