/**
 * The cookies of one flow (RFC 6265, and stricter): each goes back only to the very origin that set it, whatever domain
 * it was set for, and is forgotten with the flow.
 */
import type { Request } from './request.ts';

export interface CookieJar {
  /** Grows with every cookie that is set, changed or removed: what is asked again is then another question. */
  readonly revision: number;
  /** Takes the values of `Set-Cookie` fields that came in answer to this URL. */
  take(url: URL, fields: readonly string[]): void;
  /** The request with the cookies that belong to its URL beside those that it has already, which come first. */
  onto(request: Request): Request;
  valueOf(url: string, name: string): string | undefined;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
}

const MOST_COOKIES = 50;
const LONGEST_COOKIE = 4096;

/** What is shorter is a setting and no session: blotting out every "en" would make reports unreadable. */
const SHORTEST_SECRET = 8;

/** `conceal` is told every value that may be a secret. */
export function createCookieJar(conceal?: (secret: string) => void): CookieJar {
  let cookies: Cookie[] = [];
  let revision = 0;
  const belonging = (url: URL): Cookie[] =>
    // The longest path first, as the standard wants it.
    cookies
      .filter(({ origin, path }) => origin === url.origin && isBelow(url.pathname, path))
      .sort((a, b) => b.path.length - a.path.length);

  return {
    get revision() {
      return revision;
    },
    take(url, fields) {
      for (const field of fields) {
        const parsed = parseCookie(field, url);
        if (parsed.value.length >= SHORTEST_SECRET) conceal?.(parsed.value);
        if (!isKept(parsed, url)) continue;
        const { isExpired, domain: _domain, ...cookie } = parsed;
        const known = cookies.find((each) => isSame(each, cookie));
        if (isExpired ? !known : known?.value === cookie.value) continue;
        revision++;
        cookies = cookies.filter((each) => each !== known);
        if (isExpired || cookies.length >= MOST_COOKIES) continue;
        cookies.push(cookie);
      }
    },
    onto(request) {
      const own = request.headers.cookie;
      const pairs = belonging(request.url).map(({ name, value }) => `${name}=${value}`);
      if (pairs.length === 0) return request;
      const cookie = [...(own === undefined ? [] : [own]), ...pairs].join('; ');
      return { ...request, headers: { ...request.headers, cookie } };
    },
    valueOf: (url, name) => belonging(new URL(url)).find((cookie) => cookie.name === name)?.value,
  };
}

const isSame = (a: Cookie, b: Cookie): boolean => a.name === b.name && a.origin === b.origin && a.path === b.path;

interface Parsed extends Cookie {
  /** For which domain it wants to be kept. */
  readonly domain: string | undefined;
  readonly isExpired: boolean;
}

function parseCookie(field: string, url: URL): Parsed {
  const [pair = '', ...parts] = field.split(';');
  const split = pair.indexOf('=');
  const attributes = new Map(parts.map(attributeOf));
  const path = attributes.get('path');
  return {
    name: pair.slice(0, Math.max(0, split)).trim(),
    value: pair.slice(split + 1).trim(),
    origin: url.origin,
    path: path?.startsWith('/') ? path : folderOf(url.pathname),
    domain: attributes.get('domain')?.replace(/^\./, '').toLowerCase(),
    isExpired: hasEnded(attributes),
  };
}

/** What no browser would keep, and what could not be sent again as it is, is not. */
function isKept({ name, value, domain }: Parsed, { hostname }: URL): boolean {
  const pair = `${name}=${value}`;
  if (name === '' || pair.length > LONGEST_COOKIE || !/^[\x20-\x7e]*$/.test(pair)) return false;
  return !domain || hostname === domain || hostname.endsWith(`.${domain}`);
}

function attributeOf(part: string): [name: string, value: string] {
  const [name = '', ...value] = part.split('=');
  return [name.trim().toLowerCase(), value.join('=').trim()];
}

function hasEnded(attributes: ReadonlyMap<string, string>): boolean {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  return Date.parse(attributes.get('expires') ?? '') <= Date.now();
}

const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
