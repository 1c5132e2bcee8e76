/** What a connection itself tells: where it leads, how it is secured, and by whose certificate. */
import type { Assertion } from '../../domain/checks/assertion.ts';
import { certificateFacts } from './certificate.ts';
import type { Connection } from './connect.ts';
import type { Look } from './look.ts';

/** Replaces what was noted of an earlier connection. All names of the certificate are kept only if they are asked for. */
export function noteConnection({ seen }: Look, connection: Connection, assertions: readonly Assertion[]): void {
  const { address, certificate, tlsVersion } = connection;
  seen.address = address;
  if (seen.certificate) delete seen.certificate;
  if (seen.tlsVersion) delete seen.tlsVersion;
  if (certificate) {
    const areNamesAskedFor = assertions.some(({ subject }) => subject === 'certificateNames');
    seen.certificate = certificateFacts(certificate, areNamesAskedFor ? Number.POSITIVE_INFINITY : undefined);
  }
  if (tlsVersion) seen.tlsVersion = tlsVersion.replace(/^TLSv/, '');
}
