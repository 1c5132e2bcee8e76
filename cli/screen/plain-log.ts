/** For logs and pipes: one line for each thing that happens, with its instant, and no colour and no redrawing. */
import { durationText, isoSeconds } from '../../shared/domain/time/calendar.ts';
import type { Output } from './output.ts';
import type { MonitorView } from './picture.ts';
import { stateLabel } from './state-label.ts';

/** `now` in milliseconds since the epoch. */
export function createPlainLog(write: (text: string) => void, now: () => number): Output {
  return {
    begin(start) {
      const { version, file, monitors, tickMs, statusUrl, folder, isDemo } = start;
      const count = `${monitors} monitor${monitors === 1 ? '' : 's'}`;
      const demo = isDemo ? ', with the demo fleet' : '';
      line(
        `Nightjar ${version} watches ${file}${demo}: ${count}, and every ${durationText(tickMs)} those that are due.`,
      );
      line(`Status: ${statusUrl}  History: ${folder}`);
    },
    message: (text) => line(text.split(/\n\s*/).join(' | ')),
    note: line,
    stateChanged: (view, from, at) => line(`${view.id}: ${from} → ${changeText(view)}`, at),
    refresh() {},
    end: line,
  };

  function line(text: string, at = now()): void {
    write(`${isoSeconds(at)} ${text}\n`);
  }
}

/** "suspect 1 of 3: The server refused the connection." */
function changeText(view: MonitorView): string {
  const { word, progress } = stateLabel(view);
  const reason = view.reason ? `: ${view.reason}` : '';
  return `${word}${progress ? ` ${progress}` : ''}${reason}`;
}
