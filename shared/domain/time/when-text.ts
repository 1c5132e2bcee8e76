/** Instants as somebody reads them who knows what time it is. All in ms, and in UTC. */
import { durationText, isoSeconds, utcText } from './calendar.ts';

/** `12:05:00 UTC` on the same day as `now`, else with its date. */
export const whenText = (instant: number, now: number): string =>
  isoSeconds(instant).slice(0, 10) === isoSeconds(now).slice(0, 10) ? utcText(instant).slice(11) : utcText(instant);

/** `in 45 s`, `4 min 10 s ago`, `now`. */
export function distanceText(instant: number, now: number): string {
  const distance = durationText(Math.abs(instant - now));
  if (distance === durationText(0)) return 'now';
  return instant > now ? `in ${distance}` : `${distance} ago`;
}
