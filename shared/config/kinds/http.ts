/** The kind `http`: a URL, or a map that says more. The schema, what can be wrong across its keys, and the target. */
import { z } from 'zod';
import type { HttpTarget } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import { EVEN_IF_FLAWED, expecting, flag, HEADER_NAME, type Reportable, report, text, wholeNumber } from '../fields.ts';
import { httpUrl } from '../http-url.ts';
import { literalHeader, malformedReference } from '../literal-secrets.ts';
import type { Flaw } from '../problem.ts';
import { reachFields, reachFlaws, toReach } from '../reach.ts';
import { isPrivateLiteral, parseUrl } from '../url.ts';
import { authFlaws, httpAuth, toAuth } from './http-auth.ts';
import type { Kind } from './kind.ts';
import { withoutTls } from './without-tls.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const DEFAULT_METHOD = 'GET';
const DEFAULT_REDIRECTS = 5;
const LONGEST_HEADER = 4096;
const LONGEST_BODY = 16_384;

/** The probe decides these by itself; a wrong one would make it measure something else. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const headers = z
  .record(z.string(), text(LONGEST_HEADER), { error: expecting('header names with their values') })
  .superRefine((fields, context) => {
    const seen = new Set<string>();
    for (const [name, value] of Object.entries(Object(fields))) {
      const flaw = headerFlaw(name, value, seen);
      if (flaw) report(context, flaw, [name]);
      seen.add(name.toLowerCase());
    }
  }, EVEN_IF_FLAWED);

function headerFlaw(name: string, value: unknown, seen: ReadonlySet<string>): Reportable | undefined {
  if (!HEADER_NAME.test(name)) {
    const expected = 'letters, digits and hyphens, then a colon, a space and the value';
    const example = 'Accept: application/json';
    // What is no name may be a whole header, secret and all.
    return { message: 'this is not a valid header name', expected, example, isConcealed: true };
  }
  if (OWN_HEADERS.has(name.toLowerCase())) {
    const message = `the header ${name} is set by the probe itself and cannot be changed`;
    return { message, expected: 'any header that does not steer the connection' };
  }
  if (seen.has(name.toLowerCase())) return { message: `the header ${name} is given twice, in different case` };
  if (typeof value !== 'string') return undefined;
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    const expected = 'one line of Latin-1 text without control characters';
    return { message: 'the value holds a line break or a character that HTTP refuses', expected };
  }
  return literalHeader(name, value);
}

const map = z.strictObject({
  url: httpUrl.meta({
    description: 'Absolute http or https URL. Secrets in it by reference only.',
    examples: ['https://api.example.org/health'],
  }),
  method: z
    .enum(METHODS, { error: expecting(`one of ${METHODS.join(', ')}`) })
    .optional()
    .meta({ description: 'Default GET.', examples: ['POST'], default: DEFAULT_METHOD }),
  headers: headers.optional().meta({
    description: 'Headers of the request. Those that carry secrets hold references.',
    examples: [{ Accept: 'application/json', 'X-Api-Key': '${env:API_KEY}' }],
  }),
  body: text(LONGEST_BODY)
    .superRefine((body, context) => {
      const flaw = malformedReference(body, false);
      if (flaw) report(context, flaw);
    })
    .optional()
    .meta({
      description: 'Body of the request, as it is sent; may hold references.',
      examples: ['{"query":"{ ok }"}'],
    }),
  auth: httpAuth.optional().meta({
    description: 'Authentication: basic, bearer, oauth2 or sigv4, with secrets as references.',
    examples: [{ bearer: '${env:TOKEN}' }],
  }),
  redirects: wholeNumber(0, 20)
    .optional()
    .meta({
      description: 'How many redirects are followed. 0 judges the redirect itself. Default 5.',
      examples: [0],
      default: DEFAULT_REDIRECTS,
    }),
  allowDowngrade: flag()
    .optional()
    .meta({ description: 'Lets a redirect lead from https to http. Default false.', examples: [true], default: false }),
  allowPrivate: flag()
    .optional()
    .meta({ description: 'Lets the target have a private address. Default false.', examples: [true], default: false }),
  ...reachFields,
});

const schema = z
  .union([httpUrl, map], { error: expecting('a URL, or a map with url, method, headers and so on') })
  .meta({
    description: 'An HTTP check: a URL, or a map that says more.',
    examples: ['https://example.org/health', { url: 'https://example.org/api', method: 'POST' }],
  });

type Input = z.infer<typeof schema>;

function toTarget(input: Input): HttpTarget {
  const given: z.infer<typeof map> = typeof input === 'string' ? { url: input } : input;
  return {
    kind: 'http',
    url: given.url,
    method: given.method ?? DEFAULT_METHOD,
    headers: given.headers ?? {},
    ...(given.body === undefined ? {} : { body: given.body }),
    ...(given.auth === undefined ? {} : { auth: toAuth(given.auth) }),
    maxRedirects: given.redirects ?? DEFAULT_REDIRECTS,
    allowDowngrade: given.allowDowngrade ?? false,
    allowPrivate: given.allowPrivate ?? false,
    ...toReach(given),
  };
}

/** Problems between keys; paths begin at the monitor. */
function check(input: Draft<Input>, expect: Draft<Expectation> | undefined): Flaw[] {
  const given: Draft<z.infer<typeof map>> = typeof input === 'string' ? { url: input } : input;
  const urlPath = typeof input === 'string' ? ['http'] : ['http', 'url'];
  const method = given.method ?? DEFAULT_METHOD;
  const allowPrivate = given.allowPrivate === true;
  const flaws: Flaw[] = [
    ...reachFlaws(given, given.url, allowPrivate, ['http']),
    ...authFlaws(given.auth ?? {}, allowPrivate),
  ];
  if (given.url !== undefined && isPrivateLiteral(given.url) && !allowPrivate) {
    const message = 'this is a private address, which is probed only if that is meant';
    flaws.push({ path: urlPath, message, example: 'http: { url: "http://10.0.0.8/health", allowPrivate: true }' });
  }
  const authorization = Object.keys(given.headers ?? {}).find((name) => name.toLowerCase() === 'authorization');
  if (given.auth !== undefined && authorization !== undefined) {
    const message = 'auth sets the header Authorization, which is given as well';
    flaws.push({ path: ['http', 'headers', authorization], message, expected: 'either auth or the header' });
  }
  if (given.body !== undefined && (method === 'GET' || method === 'HEAD')) {
    const message = `a ${method} request has no body`;
    flaws.push({ path: ['http', 'body'], message, expected: 'another method', example: 'method: POST' });
  }
  const onBody = method === 'HEAD' ? (['body', 'json'] as const).filter((key) => expect?.[key] !== undefined) : [];
  for (const key of onBody) {
    const message = 'the answer to HEAD has no body to expect anything of';
    flaws.push({ path: ['expect', key], message, expected: 'another method', example: 'method: GET' });
  }
  return flaws;
}

function warn(input: Input, expect: Expectation | undefined): Flaw[] {
  const urlPath = typeof input === 'string' ? ['http'] : ['http', 'url'];
  const url = parseUrl(typeof input === 'string' ? input : input.url);
  const fragment: Flaw = { path: urlPath, message: 'the part of a URL after # is never sent to a server' };
  const certificate: Flaw = {
    path: ['expect', 'certificate'],
    message: 'a plain http URL shows a certificate only if it redirects to https',
  };
  const handshake: Flaw = {
    path: ['expect', 'phases', 'tls'],
    message: 'a plain http URL has a TLS handshake only if it redirects to https',
  };
  const isPlain = url?.protocol === 'http:';
  return [
    ...(url?.hash ? [fragment] : []),
    ...(isPlain && expect?.certificate ? [certificate] : []),
    ...(isPlain && expect?.phases?.tls ? [handshake] : []),
  ];
}

const inherit = (common: Expectation, input: Input): Expectation =>
  /^http:/i.test(typeof input === 'string' ? input : input.url) ? withoutTls(common) : common;

export const http = {
  schema,
  toTarget,
  check,
  warn,
  expects: ['status', 'headers', 'body', 'json', 'metrics', 'responseTime', 'phases', 'certificate', 'tlsVersion'],
  expectedAnyway: { status: '200-299' },
  inherit,
} satisfies Kind<Input>;
