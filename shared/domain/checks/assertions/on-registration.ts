/** For how long a domain stays registered. */
import { utcText } from '../../time/calendar.ts';
import { NO_ANSWER, passIf, type Subject } from './subject.ts';

export interface OnRegistration {
  readonly subject: 'registration';
  readonly daysLeft: number;
}

const DAY_MS = 86_400_000;

export const onRegistration: Subject<'registration'> = {
  expectation: ({ daysLeft }) => `a registration for at least ${days(daysLeft)}`,
  evaluate: ({ daysLeft }, { registration, at }) => {
    if (!registration) return ['unevaluable', NO_ANSWER];
    const leftMs = registration.endsAt - at;
    const left = leftMs < 0 ? 'one that has ended' : `${days(Math.floor(leftMs / DAY_MS))} left`;
    return [passIf(leftMs >= daysLeft * DAY_MS), `${left}, until ${utcText(registration.endsAt)}`];
  },
  failureCode: ({ outcome }) => (outcome === 'fail' ? 'registration_ending' : 'assertion_failed'),
};

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
