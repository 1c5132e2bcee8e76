/** One monitor as every region sees it: a line for each, and the agreement. */
import type { RegionalCheck } from '../regions/ask-regions.ts';
import { renderCheckLine } from './check-line.ts';
import { cutTo, fillTo } from './columns.ts';
import type { Paint } from './paint.ts';

export function renderRegions(checks: readonly RegionalCheck[], columns: number, paint: Paint): string[] {
  const width = Math.max(...checks.map(({ region }) => region.length));
  const lines = checks.map((each) => {
    const name = fillTo(each.region, width);
    if (!('check' in each))
      return `${name}  ${paint('yellow', `could not look: ${cutTo(each.trouble, columns - width - 18)}`)}`;
    return `${name}  ${renderCheckLine(each.check.observation.at, each.check, paint)}`;
  });
  return [...lines, '', agreement(checks)];
}

function agreement(checks: readonly RegionalCheck[]): string {
  const looked = checks.flatMap((each) => ('check' in each ? [each.check.result.verdict] : []));
  const down = looked.filter((verdict) => verdict === 'down').length;
  const silent = checks.length - looked.length;
  const rest = silent === 0 ? '' : ` ${silent} could not look.`;
  if (looked.length === 0) return 'No region could look.';
  if (down === 0) return `None of ${looked.length} sees it down.${rest}`;
  return down === looked.length
    ? `All ${down} that looked see it down.${rest}`
    : `${down} of ${looked.length} see it down: a problem of some regions.${rest}`;
}
