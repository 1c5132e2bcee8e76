/** The whole time of an answer. One that never came has failed as soon as the limit is over. */
import { passIf, type Subject } from './subject.ts';

export interface OnResponseTime {
  readonly subject: 'responseTime';
  readonly atMostMs: number;
}

export const onResponseTime: Subject<'responseTime'> = {
  expectation: ({ atMostMs }) => `an answer within ${atMostMs} ms`,
  evaluate: ({ atMostMs }, { timings, failure }) => {
    const totalMs = timings.total;
    if (!failure) return [passIf(totalMs <= atMostMs), `${Math.ceil(totalMs)} ms`];
    return [totalMs > atMostMs ? 'fail' : 'unevaluable', `no complete answer after ${Math.ceil(totalMs)} ms`];
  },
  failureCode: () => 'too_slow',
};
