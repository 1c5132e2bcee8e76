/** Certificates made on the spot: an authority, and leaves with every fault that a certificate can have. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const DAY_MS = 86_400_000;
/** Extended key usage: proving who a client is. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const WEAK_KEY = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 1024,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const;

export interface Identity {
  /** PEM of the certificate, followed by those of its intermediates where they are sent. */
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Identity {
  /** A certificate for these DNS names or addresses, valid from yesterday for a year unless told otherwise. */
  issue(options?: LeafOptions): Promise<Identity>;
  /** An authority below this one; its leaves come without its own certificate. */
  intermediate(): Promise<Authority>;
}

export interface LeafOptions {
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly emails?: readonly string[];
  readonly commonName?: string;
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly isWeak?: boolean;
  /** Signed with SHA-1. */
  readonly isSha1?: boolean;
  /** Not good for a server: only for a client. */
  readonly isForClients?: boolean;
}

export async function createAuthority(name = 'Lab Root'): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: KEY,
    ...validity({}),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return authority(certificate, keys);
}

/** Signed by nobody but itself. */
export async function createSelfSigned(names: readonly string[] = ['localhost']): Promise<Identity> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${names[0]}`,
    keys,
    signingAlgorithm: KEY,
    ...validity({}),
    extensions: alternativeNames({ names }),
  });
  return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

async function authority(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<Authority> {
  const sign = (subject: string, publicKey: webcrypto.CryptoKey, options: LeafOptions, extensions: x509.Extension[]) =>
    x509.X509CertificateGenerator.create({
      subject,
      issuer: certificate.subject,
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: options.isSha1 ? { ...KEY, hash: 'SHA-1' } : KEY,
      ...validity(options),
      extensions,
    });
  return {
    cert: certificate.toString('pem'),
    key: await pemOf(keys.privateKey),
    async issue(options = {}) {
      const leafKeys = await makeKeys(options.isWeak);
      const subject = `CN=${options.commonName ?? options.names?.[0] ?? 'localhost'}`;
      const usages = options.isForClients ? [new x509.ExtendedKeyUsageExtension([CLIENT_AUTH])] : [];
      const leaf = await sign(subject, leafKeys.publicKey, options, [...alternativeNames(options), ...usages]);
      return { cert: leaf.toString('pem'), key: await pemOf(leafKeys.privateKey) };
    },
    async intermediate() {
      const below = await makeKeys();
      const isAuthority = new x509.BasicConstraintsExtension(true, undefined, true);
      return authority(await sign('CN=Lab Intermediate', below.publicKey, {}, [isAuthority]), below);
    },
  };
}

const makeKeys = (isWeak = false): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(isWeak ? WEAK_KEY : KEY, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

/** None at all when there is not a single name: then the subject alone says for whom it is. */
function alternativeNames({ names, addresses, emails = [] }: LeafOptions): x509.Extension[] {
  const list = [
    ...(names ?? (addresses ? [] : ['localhost'])).map((value) => ({ type: 'dns' as const, value })),
    ...(addresses ?? []).map((value) => ({ type: 'ip' as const, value })),
    ...emails.map((value) => ({ type: 'email' as const, value })),
  ];
  return list.length > 0 ? [new x509.SubjectAlternativeNameExtension(list)] : [];
}

const validity = ({ validFrom = Date.now() - DAY_MS, validTo = Date.now() + 365 * DAY_MS }: LeafOptions) => ({
  notBefore: new Date(validFrom),
  notAfter: new Date(validTo),
});

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
