/** Durations as people write them: a number and a unit, `800ms`, `30s`, `5m`, `1.5h`, `1d`. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const DURATION = /^\d{1,9}(\.\d{1,9})?(ms|s|m|h|d)$/;

/** Whole milliseconds, or undefined where the text is no duration or is no whole number of milliseconds. */
export function parseDuration(text: string): number | undefined {
  const unit = DURATION.exec(text)?.[2];
  const unitMs = unit === undefined ? undefined : UNIT_MS[unit];
  if (unit === undefined || unitMs === undefined) return undefined;
  const ms = Number(text.slice(0, -unit.length)) * unitMs;
  const whole = Math.round(ms);
  return Math.abs(ms - whole) < 1e-6 ? whole : undefined;
}

/** The shortest way to write it: `90s`, `5m`, `1h`. */
export function writeDuration(ms: number): string {
  const unit = ['d', 'h', 'm', 's'].find((name) => ms >= (UNIT_MS[name] ?? 1) && ms % (UNIT_MS[name] ?? 1) === 0);
  return unit === undefined ? `${ms}ms` : `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}

const OTHER_UNITS: readonly [RegExp, string][] = [
  [/^(ms|msecs?|millis|milliseconds?)$/, 'ms'],
  [/^(s|secs?|seconds?)$/, 's'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(h|hrs?|hours?)$/, 'h'],
  [/^(d|days?)$/, 'd'],
];

/** What was probably meant by `30`, `5 min`, `1h30m` or `10S`; undefined where that cannot be guessed. */
export function meantDuration(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? `${value}s` : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return `${value}s`;
  const parts = [...value.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== value.toLowerCase()) return undefined;
  let ms = 0;
  for (const [, count, name] of parts) {
    const unit = OTHER_UNITS.find(([pattern]) => pattern.test(name ?? ''))?.[1];
    if (unit === undefined) return undefined;
    ms += Number(count) * (UNIT_MS[unit] ?? 1);
  }
  return Number.isSafeInteger(ms) && ms > 0 ? writeDuration(ms) : undefined;
}
