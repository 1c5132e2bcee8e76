/** Times as they are typed: how long, from when, how far back. */
import { InvalidArgumentError } from 'commander';
import { meantDuration, parseDuration } from '../../../shared/config/duration.ts';
import { parseInstant } from '../../../shared/domain/time/calendar.ts';

/** In milliseconds. Throws what commander prints with the option's name. */
export function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  const meant = meantDuration(text);
  throw new InvalidArgumentError(meant ? `Did you mean ${meant}?` : 'A duration is written like 30m, 2h or 7d.');
}

/** An instant in ms since the epoch, or a length of time from now on. */
export type When = { readonly at: number } | { readonly inMs: number };

export function whenOf(text: string, direction: 'from now' | 'ago' = 'from now'): When {
  const at = parseInstant(text);
  if (at !== undefined) return { at };
  const inMs = parseDuration(text);
  if (inMs !== undefined) return { inMs };
  throw new InvalidArgumentError(
    `Write an instant with its zone, like 2026-12-01T22:00Z, or how long ${direction}, like 30m.`,
  );
}

export const instantOf = (when: When, now: number): number => ('at' in when ? when.at : now + when.inMs);
