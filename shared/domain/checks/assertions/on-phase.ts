/** The time of one phase of the final hop. A phase that is over is judged even where no complete answer came. */
import type { Timings } from '../observation.ts';
import { passIf, type Subject } from './subject.ts';

export type PhaseName = Exclude<keyof Timings, 'total'>;

export interface OnPhase {
  readonly subject: 'phase';
  readonly phase: PhaseName;
  readonly atMostMs: number;
}

const WORDS: Readonly<Record<PhaseName, string>> = {
  dns: 'a name looked up',
  connect: 'a connection',
  tls: 'a TLS handshake',
  firstByte: 'a first byte',
  transfer: 'an answer transferred',
};

export const onPhase: Subject<'phase'> = {
  expectation: ({ phase, atMostMs }) => `${WORDS[phase]} within ${atMostMs} ms`,
  evaluate: ({ phase, atMostMs }, { timings, failure }) => {
    const ms = timings[phase];
    if (ms === undefined) return ['unevaluable', failure ? 'that it did not come so far' : 'no such phase'];
    return [passIf(ms <= atMostMs), `${Math.ceil(ms)} ms`];
  },
  failureCode: ({ outcome }) => (outcome === 'fail' ? 'too_slow' : 'assertion_failed'),
};
