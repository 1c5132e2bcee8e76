/** Values of series in Prometheus text. Where several series are selected, all of them must satisfy. */

import { plainText } from '../../messages/plain-text.ts';
import { durationText } from '../../time/calendar.ts';
import type { Comparison, Outcome } from '../assertion.ts';
import { compareValue, comparisonText } from '../comparison.ts';
import type { MetricSamples, Observation } from '../observation.ts';
import type { Sample } from '../prometheus.ts';
import { codeOfBody } from './body-text.ts';
import { type Evaluated, gravest, NO_ANSWER, passIf, type Subject } from './subject.ts';

export interface OnMetric {
  readonly subject: 'metric';
  /** `queue_depth{queue="mail"}` */
  readonly selector: string;
  /** `age`: of the time since the instant that the value names in seconds since the epoch; compared in milliseconds. */
  readonly of: 'value' | 'age';
  readonly comparison: Comparison;
}

type Selected = Extract<MetricSamples, { samples: unknown }>;

/** Clocks differ a little. What lies further ahead is no instant of the past; milliseconds taken for seconds, perhaps. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Series that a sentence lists before it says how many more there are. */
const LISTED_SERIES = 3;

export const onMetric: Subject<'metric'> = {
  expectation: ({ selector, of, comparison }) =>
    of === 'age'
      ? `the age of ${selector} ${comparisonText(comparison, (ms) => durationText(Number(ms)))}`
      : `${selector} ${comparisonText(comparison)}`,
  evaluate: (assertion, { metrics, at }) => {
    const { selector, comparison } = assertion;
    const selected = metrics && Object.hasOwn(metrics, selector) ? metrics[selector] : undefined;
    if (!selected) return ['unevaluable', NO_ANSWER];
    if ('notMetrics' in selected) return ['unevaluable', selected.notMetrics];
    return comparison.op === 'exists' ? existence(selected, comparison.value) : compared(assertion, selected, at);
  },
  failureCode: codeOfBody,
};

function existence({ samples, truncated }: Selected, isExpected: boolean): Evaluated {
  if (samples.length === 0 && truncated) return ['unevaluable', 'no such series in the part that was read'];
  return [passIf(samples.length > 0 === isExpected), listed(samples, sampleValue)];
}

function compared({ of, comparison }: OnMetric, { samples, truncated }: Selected, at: Observation['at']): Evaluated {
  const shown = of === 'age' ? (sample: Sample): string => ageText(sample.value, at) : sampleValue;
  const outcomes = samples.map(({ value }): Outcome => {
    const quantity = of === 'age' ? ageMs(value, at) : value;
    return Number.isNaN(quantity) ? 'unevaluable' : compareValue(quantity, comparison);
  });
  const outcome = samples.length === 0 ? 'unevaluable' : gravest(outcomes);
  const culprits = samples.filter((_, index) => outcomes[index] !== 'pass');
  const found = listed(culprits.length > 0 ? culprits : samples, shown, samples.length);
  // Series that were not read may be worse than those that were.
  return outcome !== 'fail' && truncated ? ['unevaluable', `${found} in the part that was read`] : [outcome, found];
}

/** NaN for what can be no instant of the past. */
function ageMs(seconds: number, at: number): number {
  const age = at - seconds * 1000;
  return Number.isFinite(age) && age >= -CLOCK_SKEW_MS ? age : Number.NaN;
}

function ageText(seconds: number, at: number): string {
  const age = ageMs(seconds, at);
  return Number.isNaN(age) ? `${seconds}, which is no instant of the past` : durationText(age);
}

const sampleValue = ({ value }: Sample): string => String(value);

/** One series needs no name: it is the one that was asked for. */
function listed(samples: readonly Sample[], shown: (sample: Sample) => string, selected = samples.length): string {
  const [first] = samples;
  if (!first) return 'no such series';
  if (selected === 1) return shown(first);
  const more = samples.length - LISTED_SERIES;
  const texts = samples.slice(0, LISTED_SERIES).map((sample) => `${labelsText(sample)} ${shown(sample)}`);
  return `${texts.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const labelsText = ({ labels }: Sample): string =>
  plainText(`{${labels.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(',')}}`, 80);
