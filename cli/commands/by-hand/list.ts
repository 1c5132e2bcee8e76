/** `nightjar overrides` and `nightjar audit`: what holds by hand, and who has done what. */
import { Command, Option } from 'commander';
import { auditLines, overrideTable } from '../../screen/by-hand.ts';
import { ask, type Place, paint, print, somewhere } from './place.ts';
import { durationOf } from './times.ts';

const OVERRIDES_GUIDE = `
Windows of maintenance that are in the file are not among them.

Examples:
  $ nightjar overrides
  $ nightjar overrides --stack Nightjar --json
`;

const AUDIT_GUIDE = `
Newest first. Entries are kept for 400 days.

Examples:
  $ nightjar audit
  $ nightjar audit --since 7d --json
`;

interface Options extends Place {
  readonly json?: true;
}

export function overridesCommand(): Command {
  const command = new Command('overrides')
    .description('show what is paused, silenced or planned by hand')
    .option('--json', 'print it as JSON');
  return somewhere(command, OVERRIDES_GUIDE).action(async (options: Options) => {
    const overrides = await ask(options, 'overrides', {});
    print(options.json ? [JSON.stringify(overrides, null, 2)] : overrideTable(overrides, Date.now(), paint));
  });
}

export function auditCommand(): Command {
  const command = new Command('audit')
    .description('show who has changed what by hand')
    .addOption(new Option('--since <duration>', 'how far back').argParser(durationOf).default(durationOf('30d'), '30d'))
    .option('--json', 'print it as JSON');
  return somewhere(command, AUDIT_GUIDE).action(async (options: Options & { readonly since: number }) => {
    const entries = await ask(options, 'audit', { agoMs: options.since });
    print(options.json ? [JSON.stringify(entries, null, 2)] : auditLines(entries, paint));
  });
}
