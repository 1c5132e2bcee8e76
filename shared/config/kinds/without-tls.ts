/** What becomes of expectations where a target speaks no TLS: there is no certificate, and no version of TLS. */
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import type { Flaw } from '../problem.ts';

const ON_TLS = ['certificate', 'tlsVersion'] as const;

/** What the file expects of every monitor, less what such a target cannot show. */
export function withoutTls({ certificate: _, ...rest }: Expectation): Expectation {
  return rest;
}

/** What a monitor without TLS expects of TLS all the same. `remedy` says how it would have TLS. */
export function expectedOfTls(
  expect: Draft<Expectation> | undefined,
  remedy: Required<Pick<Flaw, 'expected'>> & Pick<Flaw, 'example'>,
): Flaw[] {
  const paths = ON_TLS.filter((key) => expect?.[key] !== undefined).map((key) => ['expect', key]);
  if (expect?.phases?.tls !== undefined) paths.push(['expect', 'phases', 'tls']);
  return paths.map((path) => ({ path, message: 'nothing of the kind is there without TLS', ...remedy }));
}
