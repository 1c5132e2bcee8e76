/**
 * Samples of the Prometheus text format 0.0.4, and of OpenMetrics as far as the two agree: one `name{labels} value` a
 * line, with an optional timestamp and exemplar. Strict: a text with one line that is not of the format is none.
 */
import { plainText } from '../messages/plain-text.ts';
import { type Label, LineReader } from './prometheus-line.ts';

/** One value of one series. `value` may be NaN or infinite. */
export interface Sample {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly value: number;
}

export type Exposition = { readonly samples: readonly Sample[] } | { readonly notMetrics: string };

const OPENMETRICS_END = '# EOF';

/**
 * Every sample of a text. Of one that was `truncated` the last line is left out, because it may be half a number; of a
 * complete one every line must have its end, for the same reason.
 */
export function parseMetrics(text: string, truncated = false): Exposition {
  if (text.trim() === '') return { notMetrics: 'an empty body' };
  const lines = text.split('\n');
  const unended = lines.pop() ?? '';
  if (truncated) return samplesOf(lines);
  const parsed = samplesOf(unended === '' ? lines : [...lines, unended]);
  if (unended === '' || unended === OPENMETRICS_END || 'notMetrics' in parsed) return parsed;
  return { notMetrics: 'metrics whose last line has no end, as if they had been cut off' };
}

function samplesOf(lines: readonly string[]): Exposition {
  const samples: Sample[] = [];
  let hasEnded = false;
  for (const [index, line] of lines.entries()) {
    const sample = hasEnded ? undefined : parseLine(line);
    if (!sample) {
      const shown = plainText(line, 60);
      return { notMetrics: `a body that is not Prometheus text: line ${index + 1} is "${shown}"` };
    }
    hasEnded = line === OPENMETRICS_END;
    if (sample !== 'nothing') samples.push(sample);
  }
  return { samples };
}

function parseLine(line: string): Sample | 'nothing' | undefined {
  const reader = new LineReader(line);
  reader.skipBlanks();
  if (reader.isAtEnd() || reader.next() === '#') return 'nothing';
  const name = reader.metricName();
  const labels = reader.labels(['=']);
  const value = reader.number();
  if (name === undefined || labels === undefined || value === undefined) return undefined;
  // A timestamp says when the value was taken; nobody here asks.
  reader.number();
  return reader.isAtEnd() || reader.isAtExemplar() ? { name, labels, value } : undefined;
}
