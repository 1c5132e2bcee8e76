/** For how much of a period each monitor was up, as the terminal shows it. */

import { plainText } from '../../shared/domain/messages/plain-text.ts';
import { durationText, utcText } from '../../shared/domain/time/calendar.ts';
import type { AvailabilityAnswer, AvailabilityLine } from '../../shared/explain/availability.ts';
import { aligned } from './columns.ts';
import type { Paint } from './paint.ts';

const HEADINGS = ['MONITOR', 'AVAILABILITY', 'DOWN', 'MAINTENANCE', 'NO DATA', 'COVERAGE'];
const DAY_MS = 86_400_000;

export function availabilityReport({ asked, from, until, monitors }: AvailabilityAnswer, paint: Paint): string[] {
  const short =
    from - asked > DAY_MS ? [`The log goes back no further; ${durationText(until - asked)} were asked for.`] : [];
  const [heading = '', ...lines] = aligned([HEADINGS, ...monitors.map(cellsOf)]);
  return [`${utcText(from)} to ${utcText(until)}`, ...short, '', paint('dim', heading), ...lines];
}

const cellsOf = ({ name, percent, downMs, excludedMs, noDataMs, coveragePercent }: AvailabilityLine): string[] => [
  plainText(name, 40),
  percent === null ? 'not known' : `${percent} %`,
  spanText(downMs),
  spanText(excludedMs),
  spanText(noDataMs),
  `${coveragePercent} %`,
];

const spanText = (ms: number): string => (ms === 0 ? '-' : durationText(ms));
