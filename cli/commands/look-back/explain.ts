/** `nightjar explain`: why a monitor is what it is, who was told and who was not, and what comes next. */
import { Command, Option } from 'commander';
import { renderExplanation } from '../../screen/explanation.ts';
import { ask, type Place, paint, print, somewhere } from '../by-hand/place.ts';
import { instantOf, type When, whenOf } from '../by-hand/times.ts';
import { COLUMNS, GROUP } from './layout.ts';

const GUIDE = `
Two lines where all is well; --all shows everything all the same. --at folds the
log again up to an earlier instant, as far as it is kept (14 days).

Examples:
  $ nightjar explain staff-rota
  $ nightjar explain staff-rota --at 2026-11-22T02:47Z
  $ nightjar explain staff-rota --at 30m
  $ nightjar explain staff-rota --stack Nightjar --json
`;

interface Options extends Place {
  readonly at?: When;
  readonly all?: true;
  readonly json?: true;
}

export function explainCommand(): Command {
  const command = new Command('explain')
    .description('say why a monitor is up or down, who was told, and what comes next')
    .argument('<monitor>', 'its id')
    .addOption(new Option('--at <time>', 'at an earlier instant, or so long ago').argParser(agoOf))
    .option('-a, --all', 'everything, even where all is well')
    .option('--json', 'print it as JSON');
  return somewhere(command, GUIDE).helpGroup(GROUP).action(explain);
}

/** A length of time is meant backwards here. */
function agoOf(text: string): When {
  const when = whenOf(text, 'ago');
  return 'at' in when ? when : { inMs: -when.inMs };
}

async function explain(monitorId: string, options: Options): Promise<void> {
  const at = options.at && instantOf(options.at, Date.now());
  const told = await ask(options, 'explain', { monitorId, ...(at !== undefined && { at }) });
  const how = { isWhole: options.all ?? false, isPast: at !== undefined };
  print(options.json ? [JSON.stringify(told, null, 2)] : renderExplanation(told, COLUMNS, paint, how));
}
