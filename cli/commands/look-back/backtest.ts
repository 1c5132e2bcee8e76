/** `nightjar backtest`: what other thresholds would have made of the log. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Settings } from '../../../shared/domain/hindsight/backtest.ts';
import { Misuse } from '../../misuse.ts';
import { backtestReport } from '../../screen/backtest.ts';
import { ask, type Place, paint, print, somewhere } from '../by-hand/place.ts';
import { durationOf } from '../by-hand/times.ts';
import { GROUP } from './layout.ts';

const GUIDE = `
The log of the last 14 days is replayed twice, as configured and with what is
tried: how many alerts there would have been, how much earlier, and how many
of outages shorter than two minutes. Nothing is changed.

A monitor was looked at more often only while it was suspect, so a higher
threshold than the one in force is judged by fewer checks than it would have.

Examples:
  $ nightjar backtest --threshold 2 --since 30d
  $ nightjar backtest --threshold "3 of 5" --monitor rota --stack Nightjar
`;

interface Options extends Place {
  readonly since: number;
  readonly threshold?: Settings;
  readonly recovery?: number;
  readonly monitor?: string;
  readonly json?: true;
}

export function backtestCommand(): Command {
  const command = new Command('backtest')
    .description('try other thresholds on what was seen')
    .addOption(new Option('--threshold <failures>', 'such as 2, or "3 of 5"').argParser(thresholdOf))
    .addOption(new Option('--recovery <successes>', 'such as 3').argParser(countOf))
    .addOption(new Option('--since <duration>', 'how far back').argParser(durationOf).default(durationOf('14d'), '14d'))
    .option('-m, --monitor <id>', 'one monitor only')
    .option('--json', 'print it as JSON');
  return somewhere(command, GUIDE)
    .helpGroup(GROUP)
    .action(async (options: Options) => {
      const { threshold, recovery, since: agoMs, monitor } = options;
      const settings = { ...threshold, ...(recovery !== undefined && { recoveryThreshold: recovery }) };
      if (Object.keys(settings).length === 0) {
        throw new Misuse('Nothing is to be tried: give --threshold, --recovery or both.', {
          example: 'nightjar backtest --threshold 2',
        });
      }
      const input = { agoMs, settings, ...(monitor !== undefined && { monitorId: monitor }) };
      const tried = await ask(options, 'backtest', input);
      print(options.json ? [JSON.stringify(tried, null, 2)] : backtestReport(tried, paint));
    });
}

function thresholdOf(text: string): Settings {
  const [, failures, window] = /^(\d{1,3})(?: of (\d{1,3}))?$/.exec(text) ?? [];
  const [failureThreshold, failureWindow] = [Number(failures), window === undefined ? undefined : Number(window)];
  const isSound = failureThreshold >= 1 && failureThreshold <= (failureWindow ?? 100) && (failureWindow ?? 1) <= 100;
  if (!isSound) throw new InvalidArgumentError('A threshold is a number such as 2, or "3 of 5".');
  return { failureThreshold, ...(failureWindow !== undefined && { failureWindow }) };
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 100) return count;
  throw new InvalidArgumentError('A number of checks from 1 to 100.');
}
