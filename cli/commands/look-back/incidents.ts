/** `nightjar incidents`, `nightjar incident` and `nightjar report`: what happened, and how long it took. */
import { Command, Option } from 'commander';
import type { LookBack } from '../../../shared/explain/look-back.ts';
import { figuresReport, incidentTable, storyReport } from '../../screen/look-back.ts';
import { ask, type Place, paint, print, somewhere } from '../by-hand/place.ts';
import { durationOf } from '../by-hand/times.ts';
import { COLUMNS, GROUP } from './layout.ts';

const INCIDENTS_GUIDE = `
Newest first; those that are still open are always among them. Incidents are
kept for ever.

Examples:
  $ nightjar incidents
  $ nightjar incidents --since 365d --monitor staff-rota --json
`;

const INCIDENT_GUIDE = `
Everything that was seen, told and said, in its order.

Examples:
  $ nightjar incident staff-rota
  $ nightjar incident staff-rota-20261122T024610Z --json
`;

const REPORT_GUIDE = `
Mean and median time to acknowledge and to recover, of all incidents that opened
in the period, by class and by group. docs/incidents.md defines each.

Examples:
  $ nightjar report
  $ nightjar report --since 90d --stack Nightjar
`;

interface Options extends Place {
  readonly since: number;
  readonly monitor?: string;
  readonly json?: true;
}

export function incidentsCommand(): Command {
  const command = overPeriod(new Command('incidents').description('list the incidents of a period'));
  return somewhere(command, INCIDENTS_GUIDE)
    .helpGroup(GROUP)
    .action(async (options: Options) => {
      const past = await read(options);
      print(options.json ? [JSON.stringify(past, null, 2)] : incidentTable(past, COLUMNS, paint));
    });
}

export function reportCommand(): Command {
  const command = overPeriod(new Command('report').description('how long it took to acknowledge and to recover'));
  return somewhere(command, REPORT_GUIDE)
    .helpGroup(GROUP)
    .action(async (options: Options) => {
      const { incidents: _, ...figures } = await read(options);
      print(options.json ? [JSON.stringify(figures, null, 2)] : figuresReport({ ...figures, incidents: [] }, paint));
    });
}

export function incidentCommand(): Command {
  const command = new Command('incident')
    .description('tell everything that happened in an incident')
    .argument('<incident>', 'its id, or a monitor for its open or last one')
    .option('--json', 'print it as JSON');
  return somewhere(command, INCIDENT_GUIDE)
    .helpGroup(GROUP)
    .action(async (what: string, options: Place & { readonly json?: true }) => {
      const story = await ask(options, 'incident', { what });
      print(options.json ? [JSON.stringify(story, null, 2)] : storyReport(story, COLUMNS, paint));
    });
}

const overPeriod = (command: Command): Command =>
  command
    .addOption(new Option('--since <duration>', 'how far back').argParser(durationOf).default(durationOf('30d'), '30d'))
    .option('-m, --monitor <id>', 'of one monitor only')
    .option('--json', 'print it as JSON');

const read = (options: Options): Promise<LookBack> =>
  ask(options, 'incidents', {
    agoMs: options.since,
    ...(options.monitor !== undefined && { monitorId: options.monitor }),
  });
