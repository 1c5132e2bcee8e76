/** What becomes of a monitor where its target speaks no TLS: there is no certificate, on either side. */
import type { Reach } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import type { Flaw } from '../problem.ts';

const ON_TLS = ['certificate', 'tlsVersion'] as const;

/** What the file expects of every monitor, less what such a target cannot show. */
export function withoutTls({ certificate: _, ...rest }: Expectation): Expectation {
  return rest;
}

type Remedy = Required<Pick<Flaw, 'expected'>> & Pick<Flaw, 'example'>;

/** What a monitor without TLS expects of TLS all the same. `remedy` says how it would have TLS. */
export function expectedOfTls(expect: Draft<Expectation> | undefined, remedy: Remedy): Flaw[] {
  const paths = ON_TLS.filter((key) => expect?.[key] !== undefined).map((key) => ['expect', key]);
  if (expect?.phases?.tls !== undefined) paths.push(['expect', 'phases', 'tls']);
  return paths.map((path) => ({ path, message: 'nothing of the kind is there without TLS', ...remedy }));
}

/** What a monitor without TLS says of TLS all the same; `kind` is the key that it stands below. */
export const givenForTls = (given: Draft<Reach>, kind: string, remedy: Remedy): Flaw[] =>
  (['ca', 'clientCertificate'] as const)
    .filter((key) => given[key] !== undefined)
    .map((key) => ({ path: [kind, key], message: 'nothing of the kind is used without TLS', ...remedy }));
