/** The facts of the certificate that a server has proved to hold. */
import type { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';
import type { Certificate } from '../../domain/checks/observation.ts';
import { plainText } from '../../domain/messages/plain-text.ts';

/** A certificate may hold thousands; a sentence quotes three. */
const MAX_NAMES = 20;

/**
 * Takes the server's certificate, once: a second call of `getPeerX509Certificate` would answer with the next of the
 * chain. Node checks the server's name after the handshake by turning the whole chain into objects, a sixth of what a
 * look costs; for that check it is given the names alone, which are all that it reads.
 */
export function takeCertificate(socket: TLSSocket): () => X509Certificate | undefined {
  let taken: X509Certificate | undefined;
  const take = (): X509Certificate | undefined => {
    taken ??= socket.getPeerX509Certificate();
    return taken;
  };
  socket.getPeerCertificate = () => namesForCheck(take()) as DetailedPeerCertificate;
  return take;
}

/** Without a name that Node can check it falls back on the subject, and then it gets everything. */
function namesForCheck(x509: X509Certificate | undefined): Partial<PeerCertificate> {
  const subjectaltname = x509?.subjectAltName;
  if (!subjectaltname || !/\b(DNS|IP Address):/.test(subjectaltname)) return x509?.toLegacyObject() ?? {};
  return { subject: {} as PeerCertificate['subject'], subjectaltname };
}

export const certificateFacts = (x509: X509Certificate, maxNames?: number): Certificate => ({
  subject: plainText(nameText(x509.subject ?? '')),
  issuer: plainText(nameText(x509.issuer ?? '')),
  serial: plainText(x509.serialNumber),
  validFrom: x509.validFromDate.getTime(),
  validTo: x509.validToDate.getTime(),
  names: namesOf(x509.subjectAltName ?? '', maxNames),
});

/**
 * `C=US`, `O=Acme, Inc.`, one line each, from what Node writes: values without its escapes, but for an equals sign in a value, so
 * that no value can claim to be another attribute. A relative name of several attributes has them joined by ` + `.
 */
export const nameText = (name: string): string =>
  name
    .split('\n')
    .map((relative) => relative.split(' + ').map(attributeText).join(' + '))
    .join('\n');

function attributeText(attribute: string): string {
  const [, type = '', value = ''] = /^([^=]*=)(.*)$/s.exec(attribute) ?? [];
  return type + value.replace(ESCAPED, unescaped).replaceAll('=', '\\=');
}

/** A byte in hexadecimal digits where it is a control character, anything else as it is. */
const ESCAPED = /\\([\dA-F]{2}|.)/gsu;

const unescaped = (_: string, what: string): string =>
  what.length === 2 && /^[\dA-F]{2}$/.test(what) ? String.fromCharCode(Number.parseInt(what, 16)) : what;

/**
 * One entry and what separates it from the next. Node puts a value that holds a comma or anything else out of the ordinary in
 * the quotes of JSON; taken apart at its commas, it could claim any name.
 */
const ENTRY = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/sy;

/** What a server may be called, so no email or the like: `DNS:a.example, IP Address:192.0.2.1` as `a.example`, `192.0.2.1`. */
export function namesOf(subjectAltName: string, maxNames = MAX_NAMES): string[] {
  const names: string[] = [];
  ENTRY.lastIndex = 0;
  while (names.length < maxNames) {
    const entry = ENTRY.exec(subjectAltName);
    if (!entry || entry[0] === '') break;
    const [, type, value = ''] = entry;
    const name = type === 'DNS' || type === 'IP Address' ? plainText(value) : '';
    if (name !== '') names.push(name);
  }
  return names;
}
