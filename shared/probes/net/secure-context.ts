/** TLS settings, shared by all probes: roots given anew for each connection would double what a handshake costs. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import type { Reach } from '../../domain/checks/target.ts';
import { ProbeFailed } from './probe-failed.ts';

/** What one monitor trusts, and shows of itself, beside what all do. PEM texts. */
export type TlsMaterial = Pick<Reach, 'ca' | 'clientCertificate'>;

/** The same settings for the same material. Throws `ProbeFailed` where the material is none. */
export type SecureContexts = (material?: TlsMaterial) => tls.SecureContext;

/** Node's default adds a post-quantum key share, which more than doubles the bytes that a probe sends. */
const KEY_SHARES = 'X25519:P-256';

/** Renewed certificates leave their forerunners behind in a long-lived process. */
const MOST_CONTEXTS = 500;

/** Each is made at its first use. `ca` holds PEM texts that are trusted by all beside the default roots. */
export function createSecureContexts(ca?: string | readonly string[]): SecureContexts {
  const common = [ca ?? []].flat();
  const contexts = new Map<string, tls.SecureContext>();
  return (material = {}) => {
    const key = JSON.stringify([material.ca, material.clientCertificate]);
    const known = contexts.get(key);
    if (known) return known;
    const context = create(common, material);
    const [oldest] = contexts.keys();
    if (contexts.size >= MOST_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
    contexts.set(key, context);
    return context;
  };
}

function create(common: readonly string[], { ca, clientCertificate }: TlsMaterial): tls.SecureContext {
  const authorities = ca === undefined ? common : [...common, ...authoritiesOf(ca)];
  return tls.createSecureContext({
    ecdhCurve: KEY_SHARES,
    ...(authorities.length > 0 ? { ca: [...tls.getCACertificates('default'), ...authorities] } : {}),
    ...(clientCertificate ? identityOf(clientCertificate) : {}),
  });
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** OpenSSL takes what it can read and says nothing of the rest, so each is read beforehand. */
function authoritiesOf(ca: string): string[] {
  const found: string[] = unfolded(ca).match(CERTIFICATE) ?? [];
  if (found.length === 0) throw wrong('its "ca" holds no certificate in PEM');
  for (const each of found) parsed('its "ca" holds a certificate that cannot be read', () => new X509Certificate(each));
  return found;
}

/** Whatever is wrong is said without OpenSSL's own words, which nobody understands. */
function identityOf(identity: NonNullable<TlsMaterial['clientCertificate']>): { cert: string; key: string } {
  const cert = unfolded(identity.certificate);
  const key = unfolded(identity.key);
  const certificate = parsed('its client certificate is not a certificate in PEM', () => new X509Certificate(cert));
  const privateKey = parsed('the key of its client certificate is not a private key in PEM without passphrase', () =>
    createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw wrong('its client certificate and the key do not belong together');
  }
  return { cert, key };
}

/** Where a value must be on one line, as in many an environment file, its line breaks are written `\n`. */
const unfolded = (pem: string): string => pem.replaceAll('\\n', '\n');

function parsed<T>(fault: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    // Not even as a cause: nothing that was made from a key leaves this place.
    throw wrong(fault);
  }
}

const wrong = (fault: string): ProbeFailed => new ProbeFailed('invalid_target', fault);
