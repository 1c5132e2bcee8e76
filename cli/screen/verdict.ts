/** How a verdict looks, with a sign of its own so that colour is not needed to tell it. */
import type { Verdict } from '../../shared/domain/checks/result.ts';
import type { Paint, Style } from './paint.ts';

const VERDICTS: Readonly<Record<Verdict, readonly [symbol: string, style: Style]>> = {
  up: ['●', 'green'],
  degraded: ['▲', 'yellow'],
  down: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

export const verdictSign = (verdict: Verdict): readonly [symbol: string, style: Style] => VERDICTS[verdict];

/** At least `columns` wide. */
export function paintedVerdict(verdict: Verdict, paint: Paint, columns = 0): string {
  const [symbol, style] = VERDICTS[verdict];
  return paint(style, `${symbol} ${verdict.toUpperCase()}`.padEnd(columns));
}
