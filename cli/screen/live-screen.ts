/** For a terminal: a table that is always current, and above it the messages, which stay and scroll. */
import { createLogUpdate } from 'log-update';
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import { wrapWords } from './columns.ts';
import type { Output } from './output.ts';
import { paintFor, type Style } from './paint.ts';
import type { Picture } from './picture.ts';
import { renderTable } from './table.ts';

const REDRAW_MS = 1000;
const TIME_COLUMNS = 10;

export function createLiveScreen(stream: NodeJS.WriteStream, now: () => number): Output {
  const table = createLogUpdate(stream);
  const paint = paintFor(stream);
  let picture: (() => Picture) | undefined;
  let timer: NodeJS.Timeout | undefined;
  return { begin, message, note, stateChanged() {}, refresh: draw, end };

  function begin({ version, file, folder, isDemo }: Parameters<Output['begin']>[0], source: () => Picture): void {
    const demo = isDemo ? ' The demo fleet runs with it: one of its services fails now and then.' : '';
    note(`Nightjar ${version} watches ${file} and remembers in ${folder}.${demo}`);
    picture = source;
    timer = setInterval(draw, REDRAW_MS);
    stream.on('resize', draw);
    draw();
  }

  function draw(): void {
    if (!picture) return;
    const size = { columns: stream.columns, rows: stream.rows - 1 };
    table(['', ...renderTable(picture(), size, paint)].join('\n'));
  }

  function message(text: string): void {
    const [first = '', ...rest] = text.split(/\n\s*/);
    stay([...wrapped(first).map((line) => paint(styleOf(first), line)), ...rest.flatMap(wrapped)]);
  }

  function note(text: string): void {
    stay(wrapped(text).map((line) => paint('dim', line)));
  }

  function wrapped(text: string): string[] {
    return wrapWords(text, Math.max(20, stream.columns - TIME_COLUMNS));
  }

  /** Lines that stay above the table; they hang under the time of the first. */
  function stay(lines: readonly string[]): void {
    const time = paint('dim', isoSeconds(now()).slice(11, 19));
    const margin = (index: number) => (index === 0 ? `${time}  ` : ' '.repeat(TIME_COLUMNS));
    table.persist(lines.map((line, index) => margin(index) + line).join('\n'));
    draw();
  }

  function end(text: string): void {
    clearInterval(timer);
    stream.off('resize', draw);
    table.done();
    // The terminal has echoed ^C at the beginning of this line.
    stream.write(`\r${text}\n`);
  }
}

/** By the first words of a message. */
function styleOf(headline: string): Style {
  if (/^(STILL )?DOWN|^NOT TOLD/.test(headline)) return 'red';
  return headline.startsWith('RECOVERED') ? 'green' : 'yellow';
}
