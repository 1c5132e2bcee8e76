/** Which zones and which changes of their clocks are looked at. */
import { type Change, changesOf } from './minutes.ts';

export const ZONES: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

const [FROM, TO] = [Date.UTC(2020), Date.UTC(2041)];

/** Every change of a zone from 2020 to 2040, and some strange ones of earlier years. */
export const changesToCheck = (zone: string): Change[] => [
  ...STRANGE.filter((each) => each.zone === zone).flatMap(({ from, to }) =>
    changesOf(zone, Date.parse(from), Date.parse(to)),
  ),
  ...changesOf(zone, FROM, TO),
];

const STRANGE = [
  // A whole day was skipped.
  { zone: 'Pacific/Apia', from: '2011-12-30', to: '2011-12-31' },
  // One minute after midnight, the clocks went back to the day before.
  { zone: 'America/St_Johns', from: '2007-01-01', to: '2012-01-01' },
  // Twice forward and twice back in one year.
  { zone: 'Africa/Cairo', from: '2010-01-01', to: '2011-01-01' },
];

/** The last day of every month of those years, at midnight as if it were UTC. */
export const MONTH_ENDS = Array.from({ length: 12 * 21 }, (_, index) => Date.UTC(2020, index + 1, 0));
