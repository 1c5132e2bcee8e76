/** From a place to addresses that may be connected to. Every address is checked before the first socket is opened. */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type AddressClass, type AddressPolicy, classifyAddress, isAllowed } from './address-policy.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Resolver } from './resolver.ts';
import type { Run } from './run.ts';

/** Where to, as somebody wrote it. */
export interface Place {
  /** A name or an address; IPv6 with or without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Whether TLS begins with the connection. */
  readonly isTls: boolean;
}

/** Its hostname is without brackets and without a trailing dot. */
export interface Endpoint extends Place {
  /** In the order in which they are tried. */
  readonly addresses: readonly string[];
}

export interface EndpointOptions {
  readonly resolve: Resolver;
  readonly policy: AddressPolicy;
  readonly hasIpv6: () => boolean;
  /** What a refusal is called: `denied_address` for the target itself, `redirect_denied` for a later hop. */
  readonly deniedCode: 'denied_address' | 'redirect_denied';
  /** Only addresses of this kind; of both kinds unless given. */
  readonly ipVersion?: 4 | 6 | undefined;
}

export function placeOf(url: URL): Place {
  const isTls = url.protocol === 'https:';
  return { hostname: url.hostname, port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port), isTls };
}

/** As it is indicated in a handshake and looked for in a certificate. */
export const bareHostname = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** One private address among public ones refuses the name as a whole: that mixture is how rebinding looks. */
export async function locate(run: Run, place: Place, options: EndpointOptions): Promise<Endpoint> {
  const hostname = bareHostname(place.hostname);
  if (isIP(hostname)) return checked(place, hostname, [hostname], options);
  return checked(place, hostname, await resolved(run, place.hostname, options), options);
}

function checked(place: Place, hostname: string, addresses: readonly string[], options: EndpointOptions): Endpoint {
  for (const address of addresses) {
    if (!isAllowed(address, options.policy)) throw denied(hostname, address, options.deniedCode);
  }
  return { ...place, hostname, addresses: reachable(wanted(addresses, hostname, options), hostname, options.hasIpv6) };
}

function wanted(addresses: readonly string[], hostname: string, { ipVersion }: EndpointOptions): readonly string[] {
  const left = ipVersion === undefined ? addresses : addresses.filter((address) => isIP(address) === ipVersion);
  if (left.length > 0) return left;
  if (isIP(hostname)) throw new ProbeFailed('invalid_target', `${hostname} is not an IPv${ipVersion} address`);
  throw new ProbeFailed('dns_nodata', `${hostname} has no IPv${ipVersion} address`);
}

function resolved(run: Run, name: string, { resolve, ipVersion }: EndpointOptions): Promise<readonly string[]> {
  const controller = new AbortController();
  run.hold({ destroy: () => controller.abort() });
  return run.wait((done, fail) => void resolve(name, controller.signal, ipVersion).then(done, fail));
}

/** What is to be said of an address, by its class. */
const REFUSAL: Readonly<Record<AddressClass, string>> = {
  public: 'not the address that was asked for',
  private: 'private',
  loopback: "the checker's own machine, which only a local run may probe",
  denied: 'reserved, and never probed',
};

export function denied(hostname: string, address: string, code: EndpointOptions['deniedCode']): ProbeFailed {
  const subject = address === hostname ? `${address} is` : `${hostname} has the address ${address}, which is`;
  return new ProbeFailed(code, `${subject} ${REFUSAL[classifyAddress(address)]}`);
}

/** Without IPv6 of our own, IPv6 addresses are left out; a name that has no others is no fault of the target. */
function reachable(addresses: readonly string[], hostname: string, hasIpv6: () => boolean): readonly string[] {
  const isOutside = (address: string): boolean => address.includes(':') && address !== '::1';
  if (!addresses.some(isOutside) || hasIpv6()) return addresses;
  const rest = addresses.filter((address) => !isOutside(address));
  if (rest.length === 0) throw new ProbeFailed('no_ipv6', `${hostname} is at ${addresses[0]}`);
  return rest;
}

/** Whether this machine has an IPv6 address that leads anywhere. */
export const machineHasIpv6 = (): boolean =>
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .some(({ family, internal, address }) => family === 'IPv6' && !internal && !/^fe[89ab]/i.test(address));
