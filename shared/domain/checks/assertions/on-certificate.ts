/** For how long the certificate of a target is valid still. */
import { utcText } from '../../time/calendar.ts';
import { passIf, type Subject, withoutCertificate } from './subject.ts';

export interface OnCertificate {
  readonly subject: 'certificate';
  readonly daysLeft: number;
}

const DAY_MS = 86_400_000;

export const onCertificate: Subject<'certificate'> = {
  expectation: ({ daysLeft }) => `a certificate valid for at least ${days(daysLeft)}`,
  evaluate: ({ daysLeft }, observation) => {
    const { certificate, at } = observation;
    if (!certificate) return ['unevaluable', withoutCertificate(observation)];
    const leftMs = certificate.validTo - at;
    const left = `${days(Math.floor(leftMs / DAY_MS))} left, until ${utcText(certificate.validTo)}`;
    return [passIf(leftMs >= daysLeft * DAY_MS), left];
  },
  failureCode: ({ outcome }) => (outcome === 'fail' ? 'certificate_expiring' : 'assertion_failed'),
};

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
