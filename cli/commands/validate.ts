/** `nightjar validate`: every problem of a configuration at once, without looking at any target. */
import { Command } from 'commander';
import { chosenFile, DEFAULT_FILE, loadFleet } from '../load-fleet.ts';
import { paintFor } from '../screen/paint.ts';

const GUIDE = `
Problems are written as file:line:column, so that an editor can jump to them.

Examples:
  $ nightjar validate
  $ nightjar validate my.yaml && npx cdk deploy

Exit codes:
  0  valid, perhaps with warnings
  2  not valid, or not readable
`;

export function validateCommand(): Command {
  return new Command('validate')
    .description('report every problem of a configuration at once')
    .argument('[file]', `the configuration (default: ${DEFAULT_FILE})`)
    .option('-c, --config <file>', 'the same, as an option')
    .addHelpText('after', GUIDE)
    .showHelpAfterError('For example: nightjar validate my.yaml')
    .action((argument: string | undefined, options: { config?: string }) => {
      const { fleet, file, warnings } = loadFleet(chosenFile(argument, options.config));
      for (const warning of warnings) process.stderr.write(`${warning}\n`);
      const paint = paintFor(process.stdout);
      const counts = `${count(fleet.monitors.length, 'monitor')}, ${count(fleet.contacts.length, 'contact')}`;
      process.stdout.write(`${paint('green', '✓')} ${file} is valid: ${counts}.\n`);
    });
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
