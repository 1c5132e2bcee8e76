/** Where the time of one check went: a bar for each phase, each beginning where the one before it ended. */
import type { Timings } from '../../shared/domain/observation.ts';
import { fillTo } from './columns.ts';
import type { Paint } from './paint.ts';

interface PhaseBar {
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
  const bars = phaseBars(timings, redirects);
  const width = Math.max(8, Math.min(60, columns - NAME_COLUMNS - NUMBER_COLUMNS));
  const scale = width / Math.max(timings.total, 0.001);
  const lines = bars.map((bar) => line(bar.name, paint('cyan', drawBar(bar, scale, width)), bar.ms));
  return [...lines, line('total', paint('dim', '─'.repeat(width)), timings.total)];
}

/**
 * The phases in order. Of a check that was redirected only the last hop is told apart, and the others come first. Time
 * that no phase accounts for was spent waiting for an answer that never came, or else on sending and on the machine.
 */
function phaseBars(timings: Timings, redirects: number): PhaseBar[] {
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

function drawBar({ startMs, ms }: PhaseBar, scale: number, width: number): string {
  const start = Math.min(width - 1, Math.floor(startMs * scale));
  const eighths = Math.min((width - start) * 8, Math.max(1, Math.round(ms * scale * 8)));
  const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  return fillTo(' '.repeat(start) + bar, width);
}

function line(name: string, bar: string, ms: number): string {
  return fillTo(name, NAME_COLUMNS) + bar + fillTo(`${millisecondsText(ms)} ms`, NUMBER_COLUMNS, 'right');
}

/** Tenths below ten milliseconds, where they matter. */
const millisecondsText = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
