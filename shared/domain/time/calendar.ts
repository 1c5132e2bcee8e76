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

/** A stretch of time in which the clocks of a zone are not changed. Instants in ms; `until` is the first one after it. */
export interface OffsetSpan {
  readonly from: number;
  readonly until: number;
  /** How far the clocks are ahead of UTC. */
  readonly offsetMs: number;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
const BLOCK_MS = 32 * DAY_MS;

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. Throws a RangeError for no zone. */
export function zoneOffsetMs(instant: number, zone: string): number {
  const spans = spansOfBlock(zone, Math.floor(instant / BLOCK_MS));
  return (spans.find(({ until }) => instant < until) ?? spans[0])?.offsetMs ?? 0;
}

/** The spans that cover the time from one instant to another, in order. Neighbours may have the same offset. */
export function offsetSpans(zone: string, from: number, to: number): readonly OffsetSpan[] {
  const [first, last] = [Math.floor(from / BLOCK_MS), Math.floor(to / BLOCK_MS)];
  if (first === last) return spansOfBlock(zone, first);
  return Array.from({ length: last - first + 1 }, (_, index) => spansOfBlock(zone, first + index)).flat();
}

/** What was once read of a zone. To ask `Intl` takes a hundred times longer than to look here. */
const blocks = new Map<string, Map<number, readonly OffsetSpan[]>>();

function spansOfBlock(zone: string, block: number): readonly OffsetSpan[] {
  let ofZone = blocks.get(zone);
  if (!ofZone) {
    ofZone = new Map();
    blocks.set(zone, ofZone);
  }
  let spans = ofZone.get(block);
  if (!spans) {
    spans = readSpans(zone, block * BLOCK_MS, (block + 1) * BLOCK_MS);
    ofZone.set(block, spans);
  }
  return spans;
}

/** Taken for granted: no zone changes its clocks twice within a day. */
function readSpans(zone: string, from: number, until: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let current = { from, offsetMs: readOffsetMs(from, zone) };
  for (let at = from + DAY_MS; at <= until; at += DAY_MS) {
    const offsetMs = readOffsetMs(at, zone);
    if (offsetMs === current.offsetMs) continue;
    const change = changeOf(zone, at - DAY_MS, at);
    spans.push({ ...current, until: change });
    current = { from: change, offsetMs };
  }
  // A change at the very end belongs to the next block, which begins with it.
  return current.from < until ? [...spans, { ...current, until }] : spans;
}

/** The second at which the clocks are changed, between one with the old offset and one with the new. */
function changeOf(zone: string, old: number, changed: number): number {
  const offsetMs = readOffsetMs(changed, zone);
  let [before, after] = [old, changed];
  while (after - before > SECOND_MS) {
    const middle = Math.floor((before + after) / 2 / SECOND_MS) * SECOND_MS;
    if (readOffsetMs(middle, zone) === offsetMs) after = middle;
    else before = middle;
  }
  return after;
}

function readOffsetMs(instant: number, zone: string): number {
  const parts = wallClockOf(zone).formatToParts(instant);
  const [year = 0, month = 1, ...rest] = parts
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => Number(value));
  const second = Math.floor(instant / SECOND_MS) * SECOND_MS;
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

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Months from 1, weekdays from 0 for Sunday. */
export interface CalendarDate {
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** The date of a day that is counted from 1 January 1970. */
export function dateOfDay(day: number): CalendarDate {
  const date = new Date(day * DAY_MS);
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
}

/** The instant that `2026-12-01T22:00Z` or `2026-12-01T22:00:30+01:00` names, in ms; undefined where a text names none. */
export function parseInstant(text: string): number | undefined {
  const parts = INSTANT.exec(text);
  if (!parts) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', sign, hours = '0', minutes = '0'] =
    parts;
  const wall = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const date = new Date(Date.UTC(...wall));
  // What is past its end, such as 30 February, comes back as another day.
  const isReal = date.getUTCMonth() === wall[1] && date.getUTCDate() === wall[2] && date.getUTCHours() === wall[3];
  if (!isReal || wall[4] > 59 || wall[5] > 59 || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return date.getTime() - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const INSTANT = /^([12]\d{3})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:Z|([+-])(\d\d):(\d\d))$/;
