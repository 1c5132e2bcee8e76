/** How long a service wants to be left alone: seconds, or a date. */

/** Nobody is left without news for longer because some service said so. */
const LONGEST_MS = 3_600_000;

/** From now, at most an hour; undefined where the answer does not say. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text) * 1000);
  // `Date.parse` finds dates in the oddest texts.
  return /^[A-Z][a-z]{2}, /.test(text) ? bounded(Date.parse(text) - now) : undefined;
}

/** The same for a number of seconds that stands in a body. */
export const bounded = (ms: number): number | undefined =>
  Number.isFinite(ms) ? Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS) : undefined;
