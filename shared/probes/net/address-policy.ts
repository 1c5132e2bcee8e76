/**
 * Which addresses may be probed. Whoever can write a target, a DNS record or a redirect must not be able to make the
 * probe talk to the machine or the network it runs in, so everything is refused that is not known to be public.
 */
import ipaddr from 'ipaddr.js';

/** `denied` is never probed, whatever the configuration says. */
export type AddressClass = 'public' | 'private' | 'loopback' | 'denied';

export interface AddressPolicy {
  readonly allowPrivate: boolean;
  readonly allowLoopback: boolean;
}

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

const network = (cidr: string): Network => ipaddr.parseCIDR(cidr);

/** The part of IPv6 from which public addresses are given out. */
const GLOBAL_UNICAST = network('2000::/3');

/** Clouds serve credentials to their own machines at these addresses, some of which look private or even public. */
const METADATA = ['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', 'fd00:ec2::/32', 'fd20:ce::/32'].map(
  network,
);

/** Reserved, though the library calls them unicast. */
const RESERVED = ['192.88.99.0/24', '2001::/23', '3fff::/20', '5f00::/16'].map(network);

/**
 * Classifies the text of an address, as a resolver or a URL gives it. IPv6 addresses that carry an IPv4 address (mapped,
 * compatible, translated, 6to4, Teredo) are denied as a whole: nothing public needs to be reached through them.
 */
export function classifyAddress(address: string): AddressClass {
  const known = classes.get(address);
  if (known) return known;
  if (classes.size >= MAX_REMEMBERED) classes.clear();
  const found = classOfText(address);
  classes.set(address, found);
  return found;
}

/** A fleet has few addresses, each is asked about again and again, and reading one costs 2 % of a whole probe. */
const classes = new Map<string, AddressClass>();
const MAX_REMEMBERED = 2000;

function classOfText(address: string): AddressClass {
  if (!ipaddr.isValid(address) || address.includes('%')) return 'denied';
  const parsed = ipaddr.parse(address);
  const kind = classOf(parsed);
  if (kind === 'loopback' || kind === 'denied') return kind;
  return isWithin(parsed, METADATA) || isWithin(parsed, RESERVED) ? 'denied' : kind;
}

function classOf(address: ipaddr.IPv4 | ipaddr.IPv6): AddressClass {
  switch (address.range()) {
    case 'unicast':
      return address.kind() === 'ipv4' || isWithin(address, [GLOBAL_UNICAST]) ? 'public' : 'denied';
    case 'private':
    case 'carrierGradeNat':
    case 'uniqueLocal':
      return 'private';
    case 'loopback':
      return 'loopback';
    default:
      return 'denied';
  }
}

export function isAllowed(address: string, policy: AddressPolicy): boolean {
  switch (classifyAddress(address)) {
    case 'public':
      return true;
    case 'private':
      return policy.allowPrivate;
    case 'loopback':
      return policy.allowLoopback;
    case 'denied':
      return false;
  }
}

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, networks: readonly Network[]): boolean =>
  networks.some(([base, bits]) => address.kind() === base.kind() && address.match(base, bits));
