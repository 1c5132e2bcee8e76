/** The table of everything that can be asserted. A new subject is a file beside this one, and a line here and in `../assertion.ts`. */
import type { SubjectName } from '../assertion.ts';
import { onAnswers } from './on-answers.ts';
import { onBody } from './on-body.ts';
import { onCertificate } from './on-certificate.ts';
import { onCertificateIssuer } from './on-certificate-issuer.ts';
import { onCertificateNames } from './on-certificate-names.ts';
import { onHeader } from './on-header.ts';
import { onJson } from './on-json.ts';
import { onMetric } from './on-metric.ts';
import { onPhase } from './on-phase.ts';
import { onRegistration } from './on-registration.ts';
import { onResponseTime } from './on-response-time.ts';
import { onStatus } from './on-status.ts';
import { onTlsVersion } from './on-tls-version.ts';
import type { Subject } from './subject.ts';

const SUBJECTS: { readonly [S in SubjectName]: Subject<S> } = {
  status: onStatus,
  header: onHeader,
  body: onBody,
  json: onJson,
  metric: onMetric,
  responseTime: onResponseTime,
  phase: onPhase,
  certificate: onCertificate,
  answers: onAnswers,
  registration: onRegistration,
  certificateIssuer: onCertificateIssuer,
  certificateNames: onCertificateNames,
  tlsVersion: onTlsVersion,
};

/** The subject of an assertion. Each handles its own assertions only, which the table's type makes sure of. */
export const subjectOf = <S extends SubjectName>(name: S): Subject<S> => SUBJECTS[name];
