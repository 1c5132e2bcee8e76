/** The only file of the domain that knows `Date`: how instants are written for people and for keys. All in UTC. */

/** `2026-11-22T00:48:20Z`, from milliseconds since the epoch. */
export const isoSeconds = (instant: number): string => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');

/** `20261122T004820Z`: the same instant, fit for an id. */
export const compactIso = (instant: number): string => isoSeconds(instant).replace(/[-:]/g, '');

/** `2026-11-22 00:48:20 UTC`, for messages. */
export const utcText = (instant: number): string => isoSeconds(instant).replace('T', ' ').replace('Z', ' UTC');

/** The two largest units of a length of time: `3 d 4 h`, `2 min 30 s`, `45 s`. Rounds down to whole seconds. */
export function durationText(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const units: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** `true` for what the zone database knows, such as `Europe/London`. */
export function isZone(name: string): boolean {
  try {
    return Boolean(wallClockOf(name));
  } catch {
    return false;
  }
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. Throws a RangeError for no zone. */
export function zoneOffsetMs(instant: number, zone: string): number {
  const parts = wallClockOf(zone).formatToParts(instant);
  const [year = 0, month = 1, ...rest] = parts
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => Number(value));
  const second = Math.floor(instant / 1000) * 1000;
  return Date.UTC(year, month - 1, ...rest) - second;
}

/** To make one takes longer than to use it a hundred times. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();

function wallClockOf(zone: string): Intl.DateTimeFormat {
  const known = wallClocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('ja-JP', {
    timeZone: zone,
    hourCycle: 'h23',
    // Japanese puts the parts in the order of their size.
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  wallClocks.set(zone, made);
  return made;
}

/** The date of a day that is counted from 1 January 1970. Months from 1, weekdays from 0 for Sunday. */
export function dateOfDay(day: number): { readonly month: number; readonly day: number; readonly weekday: number } {
  const date = new Date(day * 86_400_000);
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
}
