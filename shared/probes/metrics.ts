/** The samples of the series that the assertions select, out of a body of Prometheus text. */
import type { Assertion } from '../domain/checks/assertion.ts';
import { isSelected, parseSelector } from '../domain/checks/metric-selector.ts';
import type { MetricSamples, Observation } from '../domain/checks/observation.ts';
import { parseMetrics } from '../domain/checks/prometheus.ts';

export function selectSamples(
  { body }: Observation,
  assertions: readonly Assertion[],
): Readonly<Record<string, MetricSamples>> | undefined {
  const selectors = new Set(assertions.flatMap((each) => (each.subject === 'metric' ? [each.selector] : [])));
  if (selectors.size === 0 || !body) return undefined;
  const parsed = parseMetrics(body.text, body.truncated);
  return Object.fromEntries(
    [...selectors].map((text) => {
      const selector = parseSelector(text);
      if ('notMetrics' in parsed) return [text, parsed];
      if (!selector) return [text, { notMetrics: 'nothing, for it is no selector' }];
      const samples = parsed.samples.filter((sample) => isSelected(sample, selector));
      return [text, { samples, truncated: body.truncated }];
    }),
  );
}
