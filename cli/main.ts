/** The `nightjar` command: puts the subcommands together and turns every outcome into an exit code. */
import { Command, CommanderError } from 'commander';
import { byHandCommands } from './commands/by-hand/index.ts';
import { checkCommand } from './commands/check.ts';
import { contactsCommand } from './commands/contacts.ts';
import { heartbeatCommand } from './commands/heartbeat.ts';
import { availabilityCommand } from './commands/look-back/availability.ts';
import { backtestCommand } from './commands/look-back/backtest.ts';
import { lookBackCommands } from './commands/look-back/index.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { testCommand } from './commands/test.ts';
import { validateCommand } from './commands/validate.ts';
import { EXIT, Misuse } from './misuse.ts';
import { version } from './version.ts';

const GUIDE = `
Examples:
  $ nightjar run                          watch everything in ./monitors.yaml
  $ nightjar run my.yaml --port 9000      another file, another port for the status
  $ nightjar check https://example.org    look once, and see where the time goes
  $ nightjar check rota-health --json     one monitor of the file, for a script
  $ nightjar validate                     every problem of the file, with its line
  $ nightjar test                         which alerts would be sent, by your own tests
  $ nightjar contacts --send-test oncall  try whether a contact can be reached
  $ nightjar heartbeat new backup         a token for a job that reports by itself
  $ nightjar explain rota                 why it is up or down, and who was told
  $ nightjar ack rota                     you are on it; reminders stop
  $ nightjar silence rota --for 2h        nobody is told for a while

Exit codes:
  0  done; for check: up or degraded
  1  check: down
  2  misuse, an invalid configuration, or a check that could not tell

More:
  nightjar help <command>                 options and examples of one command
  docs/configuration.md                   everything that monitors.yaml can say
  README.md                               how to deploy the same file to AWS
`;

const program = new Command('nightjar')
  .description('Watches what must be up: one file of monitors, on this machine or on AWS.')
  .version(version(), '-V, --version', 'print the version')
  .helpOption('-h, --help', 'show this help')
  .helpCommand('help [command]', 'show the help of a command')
  .addHelpText('after', GUIDE)
  .showHelpAfterError('For example: nightjar run, or nightjar help');
for (const command of [
  runCommand(),
  checkCommand(),
  validateCommand(),
  testCommand(),
  contactsCommand(),
  schemaCommand(),
  heartbeatCommand(),
  ...lookBackCommands(),
  backtestCommand(),
  availabilityCommand(),
])
  program.addCommand(command);
for (const command of byHandCommands()) program.addCommand(command);

// Whoever read the output has gone, as in `nightjar run | head`: there is nobody left to work for.
process.stdout.on('error', () => process.exit());

process.exitCode = await outcomeOf(process.argv);

async function outcomeOf(argv: readonly string[]): Promise<number> {
  for (const command of everyCommand(program)) command.exitOverride();
  try {
    // Who types the name alone wants to know what there is; that is no mistake.
    if (argv.length === 2) program.outputHelp();
    else await program.parseAsync(argv);
    return Number(process.exitCode ?? EXIT.fine);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.misuse;
    if (!(error instanceof Misuse)) throw error;
    process.stderr.write(`${error.message}\n${error.example ? `For example: ${error.example}\n` : ''}`);
    return EXIT.misuse;
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
