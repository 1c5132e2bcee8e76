/**
 * Asks the calendars of the domain everything, and looks for the answers minute by minute: `npm run oracle`, or
 * `npm run oracle -- Europe/ 5000` for zones with a word in their name and another number of hours tried.
 */
import fc from 'fast-check';
import type { Change } from './minutes.ts';
import { changesToCheck, MONTH_ENDS, ZONES } from './places.ts';
import { hoursProperties } from './verify-hours.ts';
import { NIGHT_TIMES, nothingYet, type Outcome, verifyChange, verifyDate } from './verify-windows.ts';

const [word = '', hoursCases = '100000'] = process.argv.slice(2);
const zones = ZONES.filter((zone) => zone.includes(word));
const outcome = nothingYet();

const changes = zones.flatMap(changesToCheck);
for (const change of changes) verifyChange(change, outcome);
tell('windows and cron at changes', `${zones.length} zones, ${written(changes.length)} changes`, outcome);

const ends = nothingYet();
for (const [index, zone] of zones.entries()) {
  // Each zone has its own share of the months, so that all of them are looked at in many zones.
  for (const date of MONTH_ENDS.filter((_, month) => month % 12 === index % 12))
    verifyDate(zone, date, NIGHT_TIMES, ends);
}
tell('windows and cron at month ends', `${zones.length} zones, ${MONTH_ENDS.length / 12} of each`, ends);

const hours = hoursProperties(spread(changes, 150));
const numRuns = Number(hoursCases);
fc.assert(hours.within, { numRuns });
fc.assert(hours.daily, { numRuns });
console.log(`hours: ${written(2 * numRuns)} cases, none against the clock; ${spent()}`);

process.exitCode = outcome.mismatches.length + ends.mismatches.length === 0 ? 0 : 1;

function tell(what: string, where: string, { cases, mismatches }: Outcome): void {
  for (const mismatch of mismatches) console.error(mismatch);
  const found = mismatches.length === 0 ? '0 mismatches' : 'MISMATCHES, the first of them above';
  console.log(`${what}: ${where}, ${written(cases)} cases, ${found}; ${spent()}`);
}

function written(count: number): string {
  return count.toLocaleString('en-GB');
}

/** Other work on the machine does not lengthen this as it does the time that passes. */
function spent(): string {
  return `${(process.cpuUsage().user / 1e6).toFixed(0)} s of processor time since the start`;
}

/** So many of them, from everywhere in the list. */
function spread(all: readonly Change[], count: number): Change[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0).slice(0, count);
}
