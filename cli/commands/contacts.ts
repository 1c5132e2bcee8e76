/** `nightjar contacts`: how everybody is reached, who has confirmed, and a test message to try it. */
import { hostname, userInfo } from 'node:os';
import { Command } from 'commander';
import { nearest } from '../../shared/config/nearest.ts';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { confirmationsIn } from '../contacts/confirmations.ts';
import { sendTest } from '../contacts/send-test.ts';
import { chosenFile, DEFAULT_FILE, loadFleet } from '../load-fleet.ts';
import { EXIT, Misuse } from '../misuse.ts';
import { contactRows, contactTable } from '../screen/contact-table.ts';
import { paintFor } from '../screen/paint.ts';

const GUIDE = `
A test message goes out from this machine, with the secrets of this shell. It
says that it is a test, and its end follows at once. --stack asks a deployment
who has confirmed; whoever has not gets nothing.

Examples:
  $ nightjar contacts
  $ SLACK_URL=... nightjar contacts --send-test team
  $ nightjar contacts --stack Nightjar

Exit codes:
  0  done; with --stack: everybody has confirmed
  1  the test message was refused, or somebody has not confirmed
  2  misuse, or an invalid configuration
`;

interface Options {
  readonly config?: string;
  readonly sendTest?: string;
  readonly stack?: string;
}

export function contactsCommand(): Command {
  return new Command('contacts')
    .description('list how everybody is reached, and try it')
    .argument('[file]', `the configuration (default: ${DEFAULT_FILE})`)
    .option('-c, --config <file>', 'the same, as an option')
    .option('--send-test <id>', 'send a test message to this contact, from here')
    .option('-s, --stack <name>', 'ask a deployment in AWS who has confirmed')
    .addHelpText('after', GUIDE)
    .showHelpAfterError('For example: nightjar contacts --send-test team')
    .action(async (argument: string | undefined, options: Options) => {
      const { contacts } = loadFleet(chosenFile(argument, options.config)).fleet;
      if (options.sendTest === undefined) await list(contacts, options.stack);
      else await tryOut(contacts, options.sendTest);
    });
}

const paint = paintFor(process.stdout);
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

async function list(contacts: readonly Contact[], stack: string | undefined): Promise<void> {
  const confirmed = stack === undefined ? undefined : await confirmationsIn(stack, contacts);
  print(contactTable(contactRows(contacts, process.env, confirmed), paint));
  if (confirmed?.some(({ standing }) => standing !== 'confirmed')) process.exitCode = EXIT.down;
}

async function tryOut(contacts: readonly Contact[], id: string): Promise<void> {
  const contact = contacts.find((each) => each.id === id);
  if (!contact) {
    const ids = contacts.map((each) => each.id);
    const meant = nearest(id, ids);
    const known = ids.length === 0 ? 'There are none.' : `There is: ${ids.join(', ')}.`;
    const advice = meant === undefined ? known : `Did you mean ${meant}?`;
    throw new Misuse(`There is no contact "${id}". ${advice}`, { example: 'nightjar contacts' });
  }
  const { answers, refusal } = await sendTest(contact, whoever(), process.env);
  const answered = answers.map((answer) => paint('dim', `  answered: ${answer}`));
  if (!refusal) {
    print([`${paint('green', '✓')} ${id} has taken the test message, and its end.`, ...answered]);
    return;
  }
  const outlook = refusal.isPermanent
    ? 'An alert would be given up, and another contact told of it.'
    : 'An alert would be tried again.';
  print([`${paint('red', '✗')} ${refusal.reason}`, ...answered, `  ${outlook}`]);
  process.exitCode = EXIT.down;
}

function whoever(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A container may have users without names.
    return hostname();
  }
}
