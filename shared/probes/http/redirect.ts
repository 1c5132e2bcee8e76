/** Where a redirect leads, and whether it may be followed. The address it leads to is checked when it is resolved. */
import { type Assertion, isInRanges } from '../../domain/checks/assertion.ts';
import type { HttpTarget } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import { isHttp, type Request, redirected } from './request.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * A redirect without a destination is an answer like any other, and so is one that the monitor waits for: a monitor
 * that expects nothing but redirects (`status: 302`) means the redirect itself.
 */
export function isFollowed(
  status: number,
  location: string | undefined,
  target: HttpTarget,
  assertions: readonly Assertion[],
): boolean {
  if (!REDIRECTS.has(status) || location === undefined || target.maxRedirects === 0) return false;
  return !assertions.some(
    (each) =>
      each.subject === 'status' &&
      isInRanges(status, each.ranges) &&
      each.ranges.every(({ from, to }) => from >= 300 && to <= 399),
  );
}

export function follow(
  request: Request,
  status: number,
  location: string,
  target: HttpTarget,
  visited: Set<string>,
  cookieRevision = 0,
): Request {
  const url = destination(request.url, location);
  if (request.url.protocol === 'https:' && url.protocol === 'http:' && !target.allowDowngrade) {
    throw new ProbeFailed('redirect_downgrade', plainText(url.href));
  }
  const next = redirected(request, status, url);
  const key = visitKey(next, cookieRevision);
  if (visited.has(key)) throw new ProbeFailed('redirect_loop', `back to ${plainText(url.href)}`);
  if (visited.size > target.maxRedirects)
    throw new ProbeFailed('too_many_redirects', `more than ${target.maxRedirects}`);
  visited.add(key);
  return next;
}

/** Equal for requests that the server cannot tell apart by what they ask for, nor by their cookies. */
export const visitKey = ({ method, url }: Request, cookieRevision = 0): string =>
  `${method} ${url.href} ${cookieRevision}`;

function destination(from: URL, location: string): URL {
  const url = URL.parse(location, from.href);
  if (!url) throw new ProbeFailed('protocol_error', `the Location is not a URL: ${plainText(location)}`);
  if (!isHttp(url)) throw new ProbeFailed('redirect_scheme', plainText(location));
  url.hash = '';
  url.username = '';
  url.password = '';
  return url;
}
