/** What the commands have in common by which people do something by hand: where it is done, and by whom. */
import { hostname, userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { nearest, nearestFirst } from '../../../shared/config/nearest.ts';
import type { Fleet } from '../../../shared/domain/monitor.ts';
import type { Input, Outcomes, Verb } from '../../../shared/logbook/carry-out.ts';
import { Refusal } from '../../../shared/logbook/refusal.ts';
import { loadFleet } from '../../load-fleet.ts';
import { Misuse } from '../../misuse.ts';
import { paintFor } from '../../screen/paint.ts';

export interface Place {
  readonly data: string;
  readonly stack?: string;
  readonly table?: string;
  readonly config?: string;
}

export interface PlaceAndName extends Place {
  readonly by: string;
}

const PLACE_GUIDE = `
The Nightjar that runs on the data folder is asked; where none runs, the folder
is opened. --stack or --table means a deployment in AWS, with the credentials
and the region of this shell.
`;

const GROUP = 'By hand:';

/** Adds the options that tell where. The guide, where things are done, and its examples follow them in the help. */
export const somewhere = (command: Command, guide: string): Command =>
  command
    .helpGroup(GROUP)
    .option('-d, --data <folder>', 'data folder of a local run', '.nightjar')
    .addOption(new Option('-s, --stack <name>', 'a deployment in AWS, by its stack').conflicts('table'))
    .option('-t, --table <name>', 'the same, by its table (output TableName)')
    .option('-c, --config <file>', 'where the monitors are, if none runs here')
    .addHelpText('after', guide.replace('\nExamples:', `${PLACE_GUIDE}\nExamples:`))
    .showHelpAfterError(`For example: nightjar help ${command.name()}`);

/** The same for what goes into the audit. */
export const somewhereBySomebody = (command: Command, guide: string): Command =>
  somewhere(command, guide).addOption(
    new Option('-b, --by <name>', 'who does it, for the audit').default(whoever(), 'user@host'),
  );

export const paint = paintFor(process.stdout);

export const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** Throws `Misuse` for what only the person at the keyboard can put right. */
export async function ask<V extends Verb>(place: Place, verb: V, input: Input<V>): Promise<Outcomes[V]> {
  const fleet = (): Fleet => loadFleet(place.config).fleet;
  try {
    return await (await officeAt(place, fleet))(verb, input);
  } catch (error) {
    throw error instanceof Refusal ? misuseOf(error) : error;
  }
}

/** Databases and SDKs take a while to load, and nobody needs both. */
async function officeAt({ data, stack, table }: Place, fleet: () => Fleet) {
  if (table !== undefined) return (await import('../../office/deployed.ts')).tableOffice(table, fleet);
  if (stack !== undefined) return (await import('../../office/deployed.ts')).stackOffice(stack, fleet);
  return (await import('../../office/folder.ts')).folderOffice(data, fleet);
}

/** So many names fit a line or two; more are no help. */
const NAMES_SHOWN = 8;

function misuseOf({ message, unknown }: Refusal): Misuse {
  if (!unknown || unknown.known.length === 0) return new Misuse(message);
  const meant = nearest(unknown.name, unknown.known);
  if (meant !== undefined) return new Misuse(`${message} Did you mean ${meant}?`);
  const shown = nearestFirst(unknown.name, unknown.known).slice(0, NAMES_SHOWN).join(', ');
  const more = unknown.known.length - NAMES_SHOWN;
  return new Misuse(`${message} There is: ${shown}${more > 0 ? ` and ${more} more` : ''}.`);
}

/** The person whom the operating system knows, and the machine: `anna@desk`. */
function whoever(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A container may have users without names.
    return `user ${process.getuid?.() ?? 'unknown'}@${hostname()}`;
  }
}
