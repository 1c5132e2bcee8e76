/** From a URL to addresses that may be connected to. Every address is checked before the first socket is opened. */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type AddressClass, type AddressPolicy, classifyAddress, isAllowed } from './address-policy.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Resolver } from './resolver.ts';
import type { Run } from './run.ts';

export interface Endpoint {
  /** Without brackets and without a trailing dot. */
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
  /** In the order in which they are tried. */
  readonly addresses: readonly string[];
}

export interface EndpointOptions {
  readonly resolve: Resolver;
  readonly policy: AddressPolicy;
  readonly hasIpv6: () => boolean;
  /** What a refusal is called: `denied_address` for the target itself, `redirect_denied` for a later hop. */
  readonly deniedCode: 'denied_address' | 'redirect_denied';
}

/** One private address among public ones refuses the name as a whole: that mixture is how rebinding looks. */
export async function locate(run: Run, url: URL, options: EndpointOptions): Promise<Endpoint> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isTls = url.protocol === 'https:';
  const addresses = isIP(hostname) ? [hostname] : await resolved(run, url.hostname, options.resolve);
  for (const address of addresses) {
    if (!isAllowed(address, options.policy)) throw denied(hostname, address, options.deniedCode);
  }
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  return { hostname, port, isTls, addresses: reachable(addresses, hostname, options.hasIpv6) };
}

function resolved(run: Run, name: string, resolve: Resolver): Promise<readonly string[]> {
  const controller = new AbortController();
  run.hold({ destroy: () => controller.abort() });
  return run.wait((done, fail) => void resolve(name, controller.signal).then(done, fail));
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
