/** Where a port is: `host:port`, or the two apart. What can be known to be wrong before anybody connects. */
import { z } from 'zod';
import { REFERENCE } from '../domain/checks/references.ts';
import { expecting, report, wholeNumber } from './fields.ts';
import type { Telling } from './problem.ts';
import { isPrivateLiteral, urlFlaw } from './url.ts';

export interface GivenPlace {
  readonly host: string;
  readonly port?: number;
}

const HOST_EXPECTED = 'a name or an address, such as redis.example.org, 192.0.2.1 or 2001:db8::1';

export const port = wholeNumber(1, 65_535);

export const host = z.string({ error: expecting(HOST_EXPECTED) }).superRefine((text, context) => {
  const flaw = hostFlaw(text);
  if (flaw) report(context, flaw);
});

/** A place on one line. Without a default, the port must be there. */
export function hostAndPort(defaultPort?: number) {
  const example = defaultPort === undefined ? 'redis.example.org:6379' : 'mail.example.org:993';
  const optional = defaultPort === undefined ? '' : `; without a port it is ${defaultPort}`;
  const expected = `a host and a port, such as ${example} or [2001:db8::1]:443${optional}`;
  return z.string({ error: expecting(expected) }).superRefine((text, context) => {
    const place = splitPlace(text);
    if (!place || (place.port === undefined && defaultPort === undefined)) {
      const message = place && !text.includes(':') ? 'the port is missing' : placeFault(text);
      return report(context, { message, expected });
    }
    if (place.port !== undefined && !port.safeParse(place.port).success) {
      return report(context, { message: `${place.port} is not a port`, expected });
    }
    const flaw = hostFlaw(place.host);
    if (flaw) report(context, flaw);
  });
}

const placeFault = (text: string): string =>
  /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? 'this is a URL; write host and port alone' : 'this is not a host and a port';

/** Undefined where a text is no place at all. IPv6 addresses with a port are in brackets, which the result is without. */
export function splitPlace(text: string): GivenPlace | undefined {
  if (/^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(text)) return { host: text };
  const [, v6, other, digits] = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = v6 ?? other;
  if (host === undefined) return undefined;
  return digits === undefined ? { host } : { host, port: Number(digits) };
}

/** A URL with that host, since there is one place that knows about hosts. */
const urlOf = (host: string): string => `http://${host.includes(':') ? `[${host}]` : host}/`;

export const isPrivateHost = (host: string): boolean => isPrivateLiteral(urlOf(host));

function hostFlaw(host: string): Telling | undefined {
  const isPlain = /^[^\s:/?#@[\]%]+$/.test(host) || /^[\da-f:.]+$/i.test(host);
  if (REFERENCE.test(host)) return { message: 'a host is written out, not referred to', expected: HOST_EXPECTED };
  if (!isPlain || !URL.canParse(urlOf(host))) return { message: 'this is not a host', expected: HOST_EXPECTED };
  return urlFlaw(urlOf(host));
}
