/** The facts of the certificate that a server has proved to hold. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from '../../domain/observation.ts';
import { plainText } from '../../domain/plain-text.ts';

const MAX_NAMES = 20;

export function certificateOf(socket: Socket): Certificate | undefined {
  const x509 = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (!x509) return undefined;
  return {
    subject: plainText(x509.subject ?? ''),
    issuer: plainText(x509.issuer ?? ''),
    serial: plainText(x509.serialNumber),
    validFrom: x509.validFromDate.getTime(),
    validTo: x509.validToDate.getTime(),
    names: namesOf(x509.subjectAltName ?? ''),
  };
}

/** `DNS:a.example, IP Address:192.0.2.1` as `a.example`, `192.0.2.1`. */
export const namesOf = (subjectAltName: string): string[] =>
  subjectAltName
    .split(', ', MAX_NAMES)
    .map((entry) => plainText(entry.replace(/^(DNS|IP Address):/, '')))
    .filter((name) => name !== '');
