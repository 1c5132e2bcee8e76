/** Puts carried values into the request of a step, each in the form of the place where it goes, so that it stays there. */
import { carriedIn, fillCarried } from '../../domain/checks/carried.ts';
import { type Failure, failure } from '../../domain/checks/failure.ts';
import type { HttpAuth, HttpTarget } from '../../domain/checks/target.ts';

type Values = ReadonlyMap<string, string>;
type Write = (value: string) => string;

/** The request as it is sent; a failure where a value is not there or does not fit where it is wanted. */
export function filled(http: HttpTarget, values: Values): HttpTarget | Failure {
  const missing = carriedIn(JSON.stringify(http)).find((name) => !values.has(name));
  if (missing !== undefined) return failure('carry_failed', `"${missing}" was not carried`);
  const unfit = unfitFor(http, values);
  if (unfit !== undefined) return failure('carry_failed', unfit);
  const fill = (text: string, write: Write = asItIs): string =>
    fillCarried(text, (name) => write(values.get(name) ?? ''));
  return {
    ...http,
    url: fill(http.url, percentEncoded),
    headers: Object.fromEntries(Object.entries(http.headers).map(([name, text]) => [name, fill(text)])),
    ...(http.body === undefined ? {} : { body: fill(http.body, inBody(http)) }),
    ...(http.auth === undefined ? {} : { auth: filledAuth(http.auth, fill) }),
  };
}

const asItIs: Write = (value) => value;
const asJson: Write = (value) => JSON.stringify(value).slice(1, -1);

/** Of what `encodeURIComponent` leaves, too: a URL would encode some of it by itself, in some places. */
const percentEncoded: Write = (value) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Every form in which a value is sent, and may come back. */
export const formsOf = (value: string): string[] => [asItIs, asJson, percentEncoded].map((write) => write(value));

/** In a form and in JSON a value must not begin another field; what other bodies want is not known. */
function inBody({ headers }: HttpTarget): Write {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(type)) return percentEncoded;
  return /^\s*application\/([\w.+-]+\+)?json\b/i.test(type) ? asJson : asItIs;
}

function filledAuth(auth: HttpAuth, fill: (text: string) => string): HttpAuth {
  if ('bearer' in auth) return { bearer: fill(auth.bearer) };
  if (!('basic' in auth)) return auth;
  return { basic: { username: fill(auth.basic.username), password: fill(auth.basic.password) } };
}

/** Why a value cannot go where it is wanted, without the value. */
function unfitFor({ url, headers, auth }: HttpTarget, values: Values): string | undefined {
  const bearer = auth && 'bearer' in auth ? [auth.bearer] : [];
  for (const name of carriedIn([...Object.values(headers), ...bearer].join('\n'))) {
    if (/[^\x20-\x7e\xa0-\xff]/.test(values.get(name) ?? '')) return `"${name}" has characters that no header may hold`;
  }
  if (originOf(url, (name) => values.get(name) ?? '') !== originOf(url, () => 'x')) {
    return 'it would lead the request to another server';
  }
  // No encoding keeps a server, or the URL itself, from taking these for the folder above.
  const upward = carriedIn(url).find((name) => /^\.\.?$/.test(values.get(name) ?? ''));
  return upward === undefined ? undefined : `"${upward}" would lead the URL to another path`;
}

const originOf = (url: string, read: (name: string) => string): string | undefined =>
  URL.parse(fillCarried(url, (name) => percentEncoded(read(name))))?.origin;
