/** Which names the certificate of a target must cover, beside the one that was connected to. */
import { passIf, type Subject, withoutCertificate } from './subject.ts';

export interface OnCertificateNames {
  readonly subject: 'certificateNames';
  /** Names or addresses. A name with a wildcard is covered only by the same wildcard. */
  readonly names: readonly string[];
}

/** Names that a sentence lists before it says how many more there are. */
const LISTED_NAMES = 3;

export const onCertificateNames: Subject<'certificateNames'> = {
  expectation: ({ names }) => `a certificate for ${listed(names)}`,
  evaluate: ({ names }, observation) => {
    const { certificate } = observation;
    if (!certificate) return ['unevaluable', withoutCertificate(observation)];
    const uncovered = names.filter((name) => !certificate.names.some((each) => covers(each, name)));
    if (uncovered.length === 0) return ['pass', `one for ${listed(certificate.names)}`];
    const found = certificate.names.length === 0 ? 'one without names' : `one for ${listed(certificate.names)}`;
    return [passIf(false), `${found}, without ${listed(uncovered)}`];
  },
  failureCode: () => 'assertion_failed',
};

/** A wildcard stands for one whole label, the first. */
function covers(pattern: string, name: string): boolean {
  const [given, wanted] = [pattern.toLowerCase(), name.toLowerCase().replace(/\.$/, '')];
  if (given === wanted) return true;
  const dot = wanted.indexOf('.');
  return given.startsWith('*.') && dot > 0 && given.slice(1) === wanted.slice(dot);
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED_NAMES;
  const shown = names.slice(0, LISTED_NAMES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
