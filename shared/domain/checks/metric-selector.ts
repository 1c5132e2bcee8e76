/** Which series of an exposition are meant: `queue_depth{queue="mail"}`, with `=` and `!=`, as in a query of Prometheus. */
import type { Sample } from './prometheus.ts';
import { type LabelMatcher, LineReader } from './prometheus-line.ts';

export interface MetricSelector {
  readonly name: string;
  readonly labels: readonly LabelMatcher[];
}

/** Undefined where a text is no selector. */
export function parseSelector(text: string): MetricSelector | undefined {
  const reader = new LineReader(text);
  reader.skipBlanks();
  const name = reader.metricName();
  const labels = reader.labels(['=', '!=']);
  return name === undefined || labels === undefined || !reader.isAtEnd() ? undefined : { name, labels };
}

/** Does a series belong to the selection? Labels that are not named may have any value; one that is absent is empty. */
export const isSelected = (sample: Sample, { name, labels }: MetricSelector): boolean =>
  sample.name === name &&
  labels.every((wanted) => {
    const found = sample.labels.find((label) => label.name === wanted.name)?.value ?? '';
    return (found === wanted.value) === (wanted.op === '=');
  });
