/** What other thresholds would have made of the log, as the terminal shows it. */
import type { Comparison, Settings } from '../../shared/domain/hindsight/backtest.ts';
import { durationText, utcText } from '../../shared/domain/time/calendar.ts';
import type { TriedOnLog } from '../../shared/explain/backtest.ts';
import { aligned } from './columns.ts';
import type { Paint } from './paint.ts';

const HEADINGS = ['', 'ALERTS', 'TRIED', 'BRIEF', 'TRIED', 'MESSAGES', 'TRIED', 'EARLIER', 'ONLY TRIED', 'MISSED'];

export function backtestReport(tried: TriedOnLog, paint: Paint): string[] {
  const { byMonitor, asked, from, until, checks, settings } = tried;
  const span = `${utcText(from)} to ${utcText(until)}`;
  const first = `${settingsText(settings)}, tried on ${checks.toLocaleString('en-GB')} checks from ${span}.`;
  const short =
    from - asked > DAY_MS
      ? [`The log goes back no further than that; ${durationText(until - asked)} were asked for.`]
      : [];
  const noisy = byMonitor.filter(({ asConfigured, asTried }) => asConfigured.incidents + asTried.incidents > 0);
  const rows = [HEADINGS, ...noisy.map((each) => cellsOf(each.monitorId, each)), cellsOf('all', tried)];
  const [heading = '', ...lines] = aligned(rows);
  return [first, ...short, '', paint('dim', heading), ...lines, '', sentence(tried)];
}

const DAY_MS = 86_400_000;

function cellsOf(name: string, comparison: Comparison): string[] {
  const { asConfigured, asTried, earlierMs, onlyTried, onlyConfigured } = comparison;
  return [
    name,
    String(asConfigured.incidents),
    String(asTried.incidents),
    String(asConfigured.brief),
    String(asTried.brief),
    String(asConfigured.messages),
    String(asTried.messages),
    earlierMs === undefined ? '-' : signed(earlierMs.median),
    String(onlyTried),
    String(onlyConfigured),
  ];
}

/** The answer, for whoever reads no table. */
function sentence({ asConfigured, asTried, earlierMs, onlyTried, onlyConfigured }: Comparison): string {
  const more = asTried.incidents - asConfigured.incidents;
  const count = more === 0 ? 'As many alerts' : `${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} alerts`;
  const brief = `${asTried.brief} of ${asTried.incidents} for outages shorter than two minutes (${asConfigured.brief} of ${asConfigured.incidents} as configured)`;
  const when =
    earlierMs === undefined || earlierMs.median === 0
      ? ''
      : ` Those that both would send come ${durationText(Math.abs(earlierMs.median))} ${earlierMs.median > 0 ? 'earlier' : 'later'} (median).`;
  const lost = onlyConfigured > 0 ? ` ${onlyConfigured} would not be told at all.` : '';
  const fresh = onlyTried > 0 ? ` ${onlyTried} are of outages that nobody is told of now.` : '';
  return `${count}, ${brief}.${when}${fresh}${lost}`;
}

const signed = (ms: number): string => (ms === 0 ? '0 s' : `${ms < 0 ? '-' : ''}${durationText(Math.abs(ms))}`);

function settingsText({ failureThreshold, failureWindow, recoveryThreshold }: Settings): string {
  const failures =
    failureThreshold === undefined
      ? []
      : [
          failureWindow
            ? `${failureThreshold} failures of the last ${failureWindow}`
            : `${failureThreshold} failures in a row`,
        ];
  const successes = recoveryThreshold === undefined ? [] : [`${recoveryThreshold} successes`];
  return [...failures, ...successes].join(', ');
}
