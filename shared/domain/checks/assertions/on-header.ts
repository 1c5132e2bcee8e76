/** A header of an HTTP answer, by its name in any case. */
import type { Comparison } from '../assertion.ts';
import { compareText, comparisonText, valueText } from '../comparison.ts';
import { NO_ANSWER, passIf, type Subject } from './subject.ts';

export interface OnHeader {
  readonly subject: 'header';
  readonly name: string;
  readonly comparison: Comparison;
}

export const onHeader: Subject<'header'> = {
  expectation: ({ name, comparison }) => `header ${name.toLowerCase()} ${comparisonText(comparison)}`,
  evaluate: ({ name, comparison }, { http, patterns }) => {
    if (!http) return ['unevaluable', NO_ANSWER];
    const key = name.toLowerCase();
    const found = Object.hasOwn(http.headers, key) ? http.headers[key] : undefined;
    if (comparison.op === 'exists') {
      const isThere = found !== undefined;
      return [passIf(isThere === comparison.value), isThere ? valueText(found) : 'no such header'];
    }
    if (found === undefined) return ['unevaluable', 'no such header'];
    return [compareText(found, comparison, patterns), valueText(found)];
  },
  failureCode: () => 'assertion_failed',
};
