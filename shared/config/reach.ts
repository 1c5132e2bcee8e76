/** How a target is reached: keys that any kind of monitor may take into its map. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { REFERENCE } from '../domain/checks/references.ts';
import type { Reach } from '../domain/checks/target.ts';
import type { Draft } from './draft.ts';
import { expecting, report, text } from './fields.ts';
import { malformedReference, secret, withoutReferences } from './literal-secrets.ts';
import type { Flaw, Path, Telling } from './problem.ts';
import { isPrivateLiteral, urlFlaw } from './url.ts';

const LONGEST_PROXY = 300;
const LONGEST_PEM = 65_536;

const PROXY: Omit<Telling, 'message'> = {
  expected: 'http://, a host and a port',
  example: 'proxy: http://proxy.example.org:3128',
};

const proxy = text(LONGEST_PROXY).superRefine((url, context) => {
  const flaw = proxyFlaw(url);
  if (flaw) report(context, flaw);
});

function proxyFlaw(url: string): Telling | undefined {
  if (/^https:/i.test(url)) return { message: 'a proxy is spoken to in the clear; the target is not', ...PROXY };
  if (/^\w+:\/\/[^/]*@/.test(withoutReferences(url))) {
    return { message: 'a proxy that wants a user name and password cannot be used', ...PROXY };
  }
  const flaw = urlFlaw(url);
  if (flaw) return { ...flaw, ...PROXY };
  if (!url.startsWith('${') && !/^http:\/\/[^/?#]+\/?$/i.test(withoutReferences(url))) {
    return { message: 'the address of a proxy ends with its port', ...PROXY };
  }
  return undefined;
}

const PEM: Omit<Telling, 'message'> = {
  expected: 'certificates in PEM, or a reference to them',
  example: 'ca: "${ssm:/nightjar/ca}"',
};

const ca = text(LONGEST_PEM).superRefine((pem, context) => {
  const flaw = caFlaw(pem);
  if (flaw) report(context, flaw);
});

function caFlaw(pem: string): Telling | undefined {
  if (new RegExp(`^${REFERENCE.source}$`).test(pem)) return undefined;
  const malformed = malformedReference(pem);
  if (malformed) return { ...malformed, ...PEM };
  if (pem.includes('PRIVATE KEY-----')) return { message: 'this holds a private key, which belongs elsewhere', ...PEM };
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const isReadable = certificates.length > 0 && certificates.every(isCertificate);
  return isReadable ? undefined : { message: 'this holds no certificate that can be read', ...PEM };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== '';
  } catch {
    return false;
  }
}

const clientCertificate = z.strictObject({
  certificate: secret('the client certificate').meta({
    description: 'A reference to the certificate, with its intermediates, in PEM.',
    examples: ['${ssm:/nightjar/client-certificate}'],
  }),
  key: secret('the key of the client certificate').meta({
    description: 'A reference to its private key, in PEM and without passphrase.',
    examples: ['${ssm:/nightjar/client-key}'],
  }),
});

export const reachFields = {
  ipVersion: z
    .literal([4, 6], { error: expecting('4 or 6') })
    .optional()
    .meta({ description: 'Connects only to addresses of this kind. Default both, IPv4 first.', examples: [6] }),
  proxy: proxy.optional().meta({
    description: 'An HTTP proxy that every connection goes through. Variables of the environment are not looked at.',
    examples: ['http://proxy.example.org:3128'],
  }),
  ca: ca.optional().meta({
    description: 'Authorities that are trusted beside the usual ones: PEM, or a reference to it.',
    examples: ['${ssm:/nightjar/ca}'],
  }),
  clientCertificate: clientCertificate.optional().meta({
    description: 'What the probe proves its own identity with (mutual TLS).',
    examples: [{ certificate: '${ssm:/nightjar/client-certificate}', key: '${ssm:/nightjar/client-key}' }],
  }),
};

type Input = { readonly [Key in keyof typeof reachFields]?: z.infer<(typeof reachFields)[Key]> | undefined };

export const toReach = ({ ipVersion, proxy, ca, clientCertificate }: Input): Reach => ({
  ...(ipVersion === undefined ? {} : { ipVersion }),
  ...(proxy === undefined ? {} : { proxy }),
  ...(ca === undefined ? {} : { ca }),
  ...(clientCertificate === undefined ? {} : { clientCertificate }),
});

/** Problems between keys; `path` is that of the kind, and `url` what is asked. */
export function reachFlaws(input: Draft<Input>, url: string | undefined, allowPrivate: boolean, path: Path): Flaw[] {
  const flaws: Flaw[] = [];
  if (input.proxy !== undefined && isPrivateLiteral(input.proxy) && !allowPrivate) {
    const message = 'this is a private address, which is connected to only if that is meant';
    const expected = 'a public address, or a private one together with allowPrivate';
    flaws.push({ path: [...path, 'proxy'], message, expected });
  }
  if (input.clientCertificate !== undefined && url !== undefined && /^http:/i.test(url)) {
    const message = 'a client certificate is shown over https only';
    flaws.push({ path: [...path, 'clientCertificate'], message, expected: 'a URL that begins with https://' });
  }
  return flaws;
}
