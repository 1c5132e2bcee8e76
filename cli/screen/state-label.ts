/** A monitor's state in a symbol and a word; both, because colour alone tells a colour-blind reader nothing. */

import type { Style } from './paint.ts';
import type { MonitorView } from './picture.ts';

export interface StateLabel {
  readonly symbol: string;
  readonly word: 'up' | 'degraded' | 'suspect' | 'down' | 'recovering' | 'unknown' | 'paused' | 'pending';
  /** "1 of 3" while something is being confirmed. */
  readonly progress: string;
  readonly style: Style;
}

export function stateLabel(monitor: MonitorView): StateLabel {
  const progress = monitor.streak ? `${monitor.streak.count} of ${monitor.streak.of}` : '';
  switch (monitor.phase) {
    case 'suspect':
      return { symbol: '◐', word: 'suspect', progress, style: 'yellow' };
    case 'down':
      return { symbol: '✗', word: 'down', progress: '', style: 'red' };
    case 'recovering':
      return { symbol: '↻', word: 'recovering', progress, style: 'cyan' };
    case 'paused':
      return { symbol: '‖', word: 'paused', progress: '', style: 'dim' };
    default:
      return quietLabel(monitor);
  }
}

/** Up or not yet known: here the last check has something to add. */
function quietLabel(monitor: MonitorView): StateLabel {
  const last = monitor.checks.at(-1)?.verdict;
  if (last === 'unknown') return { symbol: '?', word: 'unknown', progress: '', style: 'yellow' };
  if (monitor.phase === 'pending') return { symbol: '·', word: 'pending', progress: '', style: 'dim' };
  if (last === 'degraded') return { symbol: '▲', word: 'degraded', progress: '', style: 'yellow' };
  return { symbol: '●', word: 'up', progress: '', style: 'green' };
}
