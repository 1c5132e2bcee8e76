/**
 * Hours of the day, in words, and then by looking at every minute.
 *
 * On each day that is named it is open from the first minute in which the clock shows `from` or anything later, until the
 * first one in which it shows `to` or anything later: of the same day where `to` is the later time, else of the next day.
 * It opens in a minute in which it is open and was not in the one before.
 */
import fc from 'fast-check';
import { type Hours, isWithin, nextDailyInstant, nextOpening } from '../../shared/domain/time/hours.ts';
import { type Change, DAY, firstShowing, MINUTE, type Minutes, readMinutes, wallOf } from './minutes.ts';
import { DAY_NAMES, datesIn, nameOfDay } from './windows.ts';

/** Nothing that is asked about lies farther from the change than this. */
const NEAR = 2 * DAY;
const [BEFORE, AFTER] = [NEAR + 3 * DAY, NEAR + 18 * DAY];

/** Properties of hours and daily times around some changes of the clocks, also with hours of two zones at once. */
export function hoursProperties(changes: readonly Change[]) {
  const places = fc.constantFrom(
    ...changes.map((change, index) => ({ change, other: changes.at(index - 1) ?? change })),
  );
  const time = fc
    .tuple(fc.nat({ max: 23 }), fc.constantFrom(0, 0, 15, 30, 45, 59))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const days = fc.oneof(fc.constant([...DAY_NAMES]), fc.subarray([...DAY_NAMES], { minLength: 1 }));
  const rule = fc.record({ days, from: time, to: fc.oneof(time, fc.constant('24:00')), isOther: fc.boolean() });
  const rules = fc.array(rule, { maxLength: 3 });
  // Near the change, where it matters, as often as anywhere else.
  const away = fc.oneof(
    fc.integer({ min: -3 * 60, max: 3 * 60 }),
    fc.integer({ min: -NEAR / MINUTE, max: NEAR / MINUTE }),
  );
  return {
    within: fc.property(places, rules, away, fc.boolean(), ({ change, other }, rules, away, isLastMoment) => {
      const instant = change.at + away * MINUTE - (isLastMoment ? 1 : 0);
      const hours = rules.map(({ isOther, ...rule }): Hours => ({ ...rule, zone: isOther ? other.zone : change.zone }));
      const isOpen = openMinutes(hours, change.at);
      const index = Math.floor((instant - change.at + BEFORE) / MINUTE);
      expectSame(isWithin(hours, instant), isOpen[index] === 1, hours, instant);
      const closed = isOpen.indexOf(0, index);
      const opening = closed === -1 ? -1 : isOpen.indexOf(1, closed);
      const expected = opening === -1 ? undefined : change.at - BEFORE + opening * MINUTE;
      expectSame(nextOpening(hours, instant), expected, hours, instant);
    }),
    daily: fc.property(places, time, away, ({ change: { zone, at } }, time, away) => {
      const instant = at + away * MINUTE;
      const minutes = minutesOf(zone, at);
      const instants = datesIn(minutes).map((date) => firstShowing(minutes, wallOf(date) + numberOf(time)));
      const expected = instants.find((each) => each !== undefined && each > instant);
      expectSame(nextDailyInstant({ at: time, zone }, instant), expected, { zone, time }, instant);
    }),
  };
}

const known = new Map<string, Minutes>();

function minutesOf(zone: string, at: number): Minutes {
  const name = `${zone} ${at}`;
  const minutes = known.get(name) ?? readMinutes(zone, at - BEFORE, at + AFTER);
  known.set(name, minutes);
  return minutes;
}

/** Of `02:30`, 230. */
const numberOf = (time: string): number => Number(time.replace(':', ''));

function openMinutes(hours: readonly Hours[], at: number): Uint8Array {
  const isOpen = new Uint8Array((BEFORE + AFTER) / MINUTE);
  for (const { days, from, to, zone } of hours) {
    const minutes = minutesOf(zone, at);
    for (const date of datesIn(minutes).filter((each) => days.includes(nameOfDay(each)))) {
      const last = numberOf(to) > numberOf(from) && to !== '24:00' ? date : date + DAY;
      const [opens, closes] = [wallOf(date) + numberOf(from), wallOf(last) + (to === '24:00' ? 0 : numberOf(to))].map(
        (wall) => firstShowing(minutes, wall),
      );
      // What is not among the minutes lies before them or after them, where nothing is asked.
      const outside = date < at ? 0 : isOpen.length;
      const place = (instant: number | undefined): number =>
        instant === undefined ? outside : (instant - minutes.from) / MINUTE;
      isOpen.fill(1, place(opens), place(closes));
    }
  }
  return isOpen;
}

function expectSame(found: unknown, looked: unknown, subject: object, instant: number): void {
  if (found === looked) return;
  throw new Error(`${JSON.stringify(subject)} at ${new Date(instant).toISOString()}: ${found}; by the clock ${looked}`);
}
