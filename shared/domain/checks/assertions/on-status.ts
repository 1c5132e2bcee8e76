/** The status of an HTTP answer. */

import { statusText } from '../../status-phrase.ts';
import { isInRanges, type StatusRange } from '../assertion.ts';
import { NO_ANSWER, passIf, type Subject } from './subject.ts';

export interface OnStatus {
  readonly subject: 'status';
  readonly ranges: readonly StatusRange[];
}

export const onStatus: Subject<'status'> = {
  expectation: ({ ranges }) =>
    `status ${ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(' or ')}`,
  evaluate: ({ ranges }, { http }) =>
    http ? [passIf(isInRanges(http.status, ranges)), statusText(http.status)] : ['unevaluable', NO_ANSWER],
  failureCode: (_, { http }) => (http?.status === 429 ? 'rate_limited' : 'unexpected_status'),
};
