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
