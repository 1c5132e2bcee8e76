/** Which version of TLS a target agrees on. What is older than 1.2 is never agreed on, and fails by itself. */
import { passIf, type Subject, withoutCertificate } from './subject.ts';

export type TlsVersion = '1.2' | '1.3';

export interface OnTlsVersion {
  readonly subject: 'tlsVersion';
  readonly atLeast: TlsVersion;
}

export const onTlsVersion: Subject<'tlsVersion'> = {
  expectation: ({ atLeast }) => `TLS ${atLeast}${atLeast === '1.3' ? '' : ' or later'}`,
  evaluate: ({ atLeast }, observation) => {
    const { tlsVersion } = observation;
    if (!tlsVersion) return ['unevaluable', withoutCertificate(observation)];
    return [passIf(Number(tlsVersion) >= Number(atLeast)), `TLS ${tlsVersion}`];
  },
  failureCode: () => 'assertion_failed',
};
