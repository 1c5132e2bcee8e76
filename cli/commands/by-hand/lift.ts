/** `nightjar resume` and `nightjar lift`: the end, before its time, of what was decided by hand. */
import { Command } from 'commander';
import type { Scope } from '../../../shared/domain/alerting/override.ts';
import { liftedLine } from '../../screen/by-hand.ts';
import { scopeOf } from './override.ts';
import { ask, type PlaceAndName, paint, print, somewhereBySomebody } from './place.ts';

const RESUME_GUIDE = `
Ends every pause by hand of exactly this scope. What the file pauses is resumed
in the file.

Examples:
  $ nightjar resume staff-rota
  $ nightjar resume group:Intranet --stack Nightjar
`;

const LIFT_GUIDE = `
The id is what the command printed that began it; "nightjar overrides" shows
all.

Examples:
  $ nightjar lift 7k3mq2
  $ nightjar lift 7k3mq2 --stack Nightjar
`;

export function resumeCommand(): Command {
  const command = new Command('resume')
    .description('check again what was paused by hand')
    .argument('<scope>', 'what was paused: a monitor, group:NAME, tag:NAME or all', scopeOf);
  return somewhereBySomebody(command, RESUME_GUIDE).action(async (scope: Scope, options: PlaceAndName) => {
    const ended = await ask(options, 'resume', { scope, by: options.by });
    print(ended.map((override) => liftedLine(override, paint)));
  });
}

export function liftCommand(): Command {
  const command = new Command('lift')
    .description('end a silence, a pause or a maintenance before its time')
    .argument('<id>', 'of the override, such as 7k3mq2');
  return somewhereBySomebody(command, LIFT_GUIDE).action(async (id: string, options: PlaceAndName) => {
    print([liftedLine(await ask(options, 'lift', { id, by: options.by }), paint)]);
  });
}
