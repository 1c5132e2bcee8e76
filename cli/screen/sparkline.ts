/** The last response times as a line of bars; a check that failed shows as a cross. */
import type { Verdict } from '../../shared/domain/checks/result.ts';
import type { Paint } from './paint.ts';

export interface Check {
  readonly verdict: Verdict;
  readonly totalMs?: number;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Below this everything is quick: a target that takes 2 ms or 3 ms does not deserve a mountain range. */
const QUICK_MS = 50;

/** The newest `width` checks, the newest at the right, padded on the left. */
export function sparkline(checks: readonly Check[], width: number, paint: Paint): string {
  const shown = checks.slice(-width);
  const top = Math.max(QUICK_MS, ...shown.map((check) => check.totalMs ?? 0));
  return ' '.repeat(width - shown.length) + shown.map((check) => mark(check, top, paint)).join('');
}

function mark(check: Check, top: number, paint: Paint): string {
  if (check.verdict === 'down') return paint('red', '×');
  if (check.verdict === 'unknown') return paint('dim', '?');
  // A heartbeat is up without ever having been waited for.
  const level = Math.min(BARS.length - 1, Math.floor(((check.totalMs ?? 0) / top) * BARS.length));
  return paint(check.verdict === 'degraded' ? 'yellow' : 'green', BARS.charAt(level));
}
