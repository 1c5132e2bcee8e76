/** Addresses that are to be asked over HTTP: what can be known to be wrong before anybody asks them. */
import ipaddr from 'ipaddr.js';
import { REFERENCE } from '../domain/checks/references.ts';
import { isSecretParameter, malformedReference, PLACEHOLDER, withoutReferences } from './literal-secrets.ts';
import type { Telling } from './problem.ts';

const EXPECTED = 'an absolute URL that begins with https:// or http://';
const LONGEST_LABEL = 63;
const LONGEST_HOST = 253;

/** The first thing that is wrong with a URL, which may hold references. Never repeats any part of the URL. */
export function urlFlaw(text: string): Telling | undefined {
  if (/[\s\p{Cc}]/u.test(text)) return { message: 'the URL holds a space or a line break', expected: EXPECTED };
  const malformed = malformedReference(text);
  if (malformed) return { ...malformed, example: 'https://api.example.org/?key=${env:API_KEY}' };
  const query = literalParameter(text);
  // Where it begins with a reference, what kind of URL it is will be known only when it is filled in.
  if (text.startsWith('${')) return query;
  if (!/^https?:\/\//i.test(text)) {
    const hint = /^[\w.-]+\.[a-z]{2,}(:\d+)?(\/|$)/i.test(text) ? '; write https:// in front of it' : '';
    return { message: `this is not an http or https URL${hint}`, expected: EXPECTED };
  }
  if (hasUserInformation(text)) return USER_INFORMATION;
  if (!URL.canParse(withoutReferences(text))) return { message: 'this is not a valid URL', expected: EXPECTED };
  return hostFlaw(new URL(withoutReferences(text)).hostname) ?? query;
}

/** By the rules of `new URL`; undefined for what is not a URL, or begins with a reference. */
export function parseUrl(text: string): URL | undefined {
  const plain = withoutReferences(text);
  return URL.canParse(plain) ? new URL(plain) : undefined;
}

const USER_INFORMATION: Telling = {
  message: 'a URL must not hold a user name or password; use auth instead',
  expected: 'a URL without user information, and auth beside it',
  example: 'http: { url: "https://example.org/", auth: { basic: { username: me, password: "${env:PASSWORD}" } } }',
};

const hasUserInformation = (text: string): boolean => /^https?:\/\/[^/?#\\]*@/i.test(withoutReferences(text));

function literalParameter(text: string): Telling | undefined {
  const query = withoutReferences(text).split('#')[0]?.split('?').slice(1).join('?') ?? '';
  for (const [name, value] of new URLSearchParams(query)) {
    if (!isSecretParameter(name) || value === '' || value.includes(PLACEHOLDER)) continue;
    return {
      message: `the query parameter ${name} carries a secret, and it is written out; refer to it instead`,
      expected: `a reference, such as ${name}=\${env:NAME}`,
      example: `https://api.example.org/?${name}=\${env:API_KEY}`,
    };
  }
  return undefined;
}

function hostFlaw(hostname: string): Telling | undefined {
  if (hostname.includes(PLACEHOLDER)) return undefined;
  const address = addressOf(hostname);
  if (address) return addressFlaw(address);
  const host = hostname.replace(/\.$/, '');
  const labels = host.split('.');
  const longest = Math.max(...labels.map((label) => label.length));
  if (longest > LONGEST_LABEL) {
    const expected = `labels (the parts between dots) of at most ${LONGEST_LABEL} characters`;
    return { message: `the host name has a label of ${longest} characters`, expected };
  }
  if (host.length > LONGEST_HOST) {
    const expected = `at most ${LONGEST_HOST} characters`;
    return { message: `the host name has ${host.length} characters`, expected };
  }
  return labels.includes('') ? { message: 'the host name has two dots in a row', expected: EXPECTED } : undefined;
}

const PROBED_RANGES: ReadonlySet<string> = new Set(['unicast', 'loopback']);
const PRIVATE_RANGES: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat']);
/** Inside ranges that `allowPrivate` opens, these hand out credentials. */
const METADATA_SERVICES: ReadonlySet<string> = new Set(['fd00:ec2::254', '100.100.100.200']);

function addressFlaw(address: ipaddr.IPv4 | ipaddr.IPv6): Telling | undefined {
  const range = address.range();
  const isMetadata = range === 'linkLocal' || METADATA_SERVICES.has(address.toString());
  const expected = 'a public address, or a private one together with allowPrivate';
  if (isMetadata) return { message: 'link-local and metadata addresses are never probed', expected };
  if (PROBED_RANGES.has(range) || PRIVATE_RANGES.has(range)) return undefined;
  return { message: 'this is a reserved address, which is never probed', expected };
}

/** Is the host a literal address that is probed only with `allowPrivate`? */
export function isPrivateLiteral(text: string): boolean {
  const url = parseUrl(text);
  const address = url && !REFERENCE.test(text.split('/')[2] ?? '') ? addressOf(url.hostname) : undefined;
  return address !== undefined && PRIVATE_RANGES.has(address.range());
}

function addressOf(hostname: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? ipaddr.parse(bare) : undefined;
}
