/** What is sent: the first request as configured, and what becomes of it when the server redirects. */
import packageJson from '../../../package.json' with { type: 'json' };
import type { HttpTarget, Reach } from '../../domain/checks/target.ts';
import { ProbeFailed } from '../net/probe-failed.ts';

export interface Request {
  readonly url: URL;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Makes a request one of somebody in particular. */
export type Authorize = (request: Request) => Promise<Request>;

/** Sent with every request, unless the monitor says otherwise; all that is left when a redirect leads elsewhere. */
export const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'user-agent': `Nightjar/${packageJson.version} (uptime check)`,
  accept: '*/*',
  // An answer that is not compressed cannot be a bomb.
  'accept-encoding': 'identity',
};

export function firstRequest(target: HttpTarget): Request {
  const known = requests.get(target) ?? requestOf(target);
  requests.set(target, known);
  return known;
}

/** A monitor asks the same each time, and reading its URL is the dearest part of a request. */
const requests = new WeakMap<HttpTarget, Request>();

function requestOf(target: HttpTarget): Request {
  return {
    url: parseTarget(target.url),
    method: target.method,
    headers: { ...DEFAULT_HEADERS, ...lowerCased(target.headers), ...authorization(target.auth) },
    ...(target.body === undefined ? {} : { body: target.body }),
  };
}

export function parseTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new ProbeFailed('invalid_target', 'its address is not a URL such as https://example.org/');
  if (!isHttp(url)) throw new ProbeFailed('invalid_target', 'its URL must begin with http:// or https://');
  if (url.username || url.password) {
    throw new ProbeFailed('invalid_target', 'user names and passwords belong under auth, not into the URL');
  }
  return url;
}

export const isHttp = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function authorization(auth: HttpTarget['auth']): Record<string, string> {
  if (!auth) return {};
  if ('bearer' in auth) return { authorization: `Bearer ${auth.bearer}` };
  if ('basic' in auth) return { authorization: basic(auth.basic.username, auth.basic.password) };
  // A token or a signature is not known yet; see the folder auth.
  return {};
}

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Most targets name no way of their own. */
const DIRECTLY: Reach = {};

/** How to get to a URL that the target's answers or its authentication lead to: no one else sees who the probe is. */
export function reachFrom(target: HttpTarget, url: URL): Reach {
  const { ipVersion, proxy, ca, clientCertificate } = target;
  if (ipVersion === undefined && proxy === undefined && ca === undefined && !clientCertificate) return DIRECTLY;
  const isOwn = clientCertificate !== undefined && url.origin === URL.parse(target.url)?.origin;
  return {
    ...(ipVersion === undefined ? {} : { ipVersion }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(ca === undefined ? {} : { ca }),
    ...(isOwn ? { clientCertificate } : {}),
  };
}

/** Whether the method survives this redirect, as RFC 9110 allows and browsers do. */
export function redirected(request: Request, status: number, url: URL): Request {
  const becomesGet =
    (status === 303 && request.method !== 'HEAD') || ((status === 301 || status === 302) && request.method === 'POST');
  const method = becomesGet ? 'GET' : request.method;
  // What was configured was meant for one server; another origin gets none of it, whatever the header is called.
  if (url.origin !== request.url.origin) return { url, method, headers: DEFAULT_HEADERS };
  const { body, ...rest } = request;
  if (becomesGet) return { ...rest, url, method, headers: withoutContent(request.headers) };
  return { ...rest, url, ...(body === undefined ? {} : { body }) };
}

const withoutContent = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
