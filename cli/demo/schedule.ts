/**
 * What goes wrong in the demo, and when, so that a newcomer sees an outage from its beginning to its end soon after the
 * start, and then is left in peace for a while.
 *
 *   rota     healthy 20 s | its database fails 30 s | healthy 150 s | and again
 *   clinic   quick 70 s   | slow 20 s               | quick 110 s   | and again
 */

/** The length of one round of both; in milliseconds, as everything here. */
export const ROUND_MS = 200_000;

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export const ROTA_FAILS: Span = { fromMs: 20_000, untilMs: 50_000 };
export const CLINIC_IS_SLOW: Span = { fromMs: 70_000, untilMs: 90_000 };

/** Is a demo that has run for `elapsedMs` within that span of its round? */
export function isWithin(span: Span, elapsedMs: number): boolean {
  const intoRound = elapsedMs % ROUND_MS;
  return intoRound >= span.fromMs && intoRound < span.untilMs;
}
