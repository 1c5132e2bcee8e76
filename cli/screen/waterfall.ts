/** Where the time of one check went: a bar for each phase, each beginning where the one before it ended. */
import type { Timings } from '../../shared/domain/checks/observation.ts';
import { fillTo } from './columns.ts';
import type { Paint } from './paint.ts';

export interface Bar {
  readonly name: string;
  readonly startMs: number;
  readonly ms: number;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const NAME_COLUMNS = 12;
const NUMBER_COLUMNS = 11;
const WORTH_A_LINE_MS = 1;

/** Lines no wider than `columns`. Phases that the check did not reach are left out. */
export function renderWaterfall(timings: Timings, redirects: number, columns: number, paint: Paint): string[] {
  return renderBars(phaseBars(timings, redirects), timings.total, NAME_COLUMNS, columns, paint);
}

/** Names are given `nameColumns`. Bars that begin after the total are drawn beyond its end. */
export function renderBars(
  bars: readonly Bar[],
  totalMs: number,
  nameColumns: number,
  columns: number,
  paint: Paint,
): string[] {
  const width = Math.max(8, Math.min(60, columns - nameColumns - NUMBER_COLUMNS));
  const endMs = Math.max(totalMs, 0.001, ...bars.map(({ startMs, ms }) => startMs + ms));
  const scale = width / endMs;
  const lines = bars.map((bar) => line(bar.name, nameColumns, paint('cyan', drawBar(bar, scale, width)), bar.ms));
  const total = fillTo('─'.repeat(Math.round(totalMs * scale)), width);
  return [...lines, line('total', nameColumns, paint('dim', total), totalMs)];
}

/**
 * The phases in order. Of a check that was redirected only the last hop is told apart, and the others come first. Time
 * that no phase accounts for was spent waiting for an answer that never came, or else on sending and on the machine.
 */
function phaseBars(timings: Timings, redirects: number): Bar[] {
  const phases: [string, number | undefined][] = [
    ['dns', timings.dns],
    ['connect', timings.connect],
    ['tls', timings.tls],
    ['first byte', timings.firstByte],
    ['transfer', timings.transfer],
  ];
  const reached = phases.filter((phase): phase is [string, number] => phase[1] !== undefined);
  const otherMs = timings.total - reached.reduce((sum, [, ms]) => sum + ms, 0);
  if (redirects > 0) reached.unshift(['redirects', Math.max(0, otherMs)]);
  else if (otherMs >= WORTH_A_LINE_MS) reached.push([timings.transfer === undefined ? 'waiting' : 'other', otherMs]);
  let startMs = 0;
  return reached.map(([name, ms]) => {
    const bar = { name, startMs, ms };
    startMs += ms;
    return bar;
  });
}

function drawBar({ startMs, ms }: Bar, scale: number, width: number): string {
  const start = Math.min(width - 1, Math.floor(startMs * scale));
  const eighths = Math.min((width - start) * 8, Math.max(1, Math.round(ms * scale * 8)));
  const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  return fillTo(' '.repeat(start) + bar, width);
}

function line(name: string, nameColumns: number, bar: string, ms: number): string {
  return fillTo(name, nameColumns) + bar + fillTo(`${millisecondsText(ms)} ms`, NUMBER_COLUMNS, 'right');
}

/** Tenths below ten milliseconds, where they matter. */
const millisecondsText = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
