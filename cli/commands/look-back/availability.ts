/** `nightjar availability`: for how much of a period each monitor was up. */
import { Command, Option } from 'commander';
import { availabilityReport } from '../../screen/availability.ts';
import { ask, type Place, paint, print, somewhere } from '../by-hand/place.ts';
import { durationOf } from '../by-hand/times.ts';
import { GROUP } from './layout.ts';

const GUIDE = `
From the log, which is kept for 14 days. Each check speaks for the time until
the next one; what nobody has spoken for is no data. Maintenance is left out,
unless its window says that it counts. Percentages are rounded down.

Examples:
  $ nightjar availability
  $ nightjar availability --since 7d --monitor rota --json
`;

interface Options extends Place {
  readonly since: number;
  readonly monitor?: string;
  readonly json?: true;
}

export function availabilityCommand(): Command {
  const command = new Command('availability')
    .description('for how much of a period each monitor was up')
    .addOption(new Option('--since <duration>', 'how far back').argParser(durationOf).default(durationOf('14d'), '14d'))
    .option('-m, --monitor <id>', 'of one monitor only')
    .option('--json', 'print it as JSON');
  return somewhere(command, GUIDE)
    .helpGroup(GROUP)
    .action(async ({ since: agoMs, monitor, json, ...place }: Options) => {
      const answer = await ask(place, 'availability', { agoMs, ...(monitor !== undefined && { monitorId: monitor }) });
      print(json ? [JSON.stringify(answer, null, 2)] : availabilityReport(answer, paint));
    });
}
