/** What every kind of probe stands on. Made once and shared by all runs, since parts of it are dear to set up. */
import type { SecureContext } from 'node:tls';
import { type Connection, connect } from './connect.ts';
import { type EndpointOptions, locate, machineHasIpv6, type Place } from './endpoint.ts';
import { createResolver, type Resolver } from './resolver.ts';
import type { Run } from './run.ts';
import { lazySecureContext } from './secure-context.ts';

export interface NetOptions {
  /** Lets targets, and redirects, lead to this machine: for local runs and tests only. */
  readonly allowLoopback?: boolean;
  /** PEM texts of authorities that are trusted beside the default ones. */
  readonly ca?: string | readonly string[];
  readonly resolver?: Resolver;
  /** Whether IPv6 addresses can be reached from here; asks the machine by default. */
  readonly hasIpv6?: () => boolean;
}

export interface Net {
  readonly allowLoopback: boolean;
  readonly resolve: Resolver;
  readonly hasIpv6: () => boolean;
  readonly secureContext: () => SecureContext;
}

export const createNet = (options: NetOptions = {}): Net => ({
  allowLoopback: options.allowLoopback ?? false,
  resolve: options.resolver ?? createResolver(),
  hasIpv6: options.hasIpv6 ?? machineHasIpv6,
  secureContext: lazySecureContext(options.ca),
});

export interface OpenOptions {
  readonly allowPrivate: boolean;
  /** `denied_address` unless this is a later hop. */
  readonly deniedCode?: EndpointOptions['deniedCode'];
  /** Application protocols to offer over TLS. */
  readonly protocols?: readonly string[];
}

/** A fresh connection to a place, every address of which was checked first. Held by the run. */
export async function open(run: Run, net: Net, place: Place, options: OpenOptions): Promise<Connection> {
  const { allowPrivate, deniedCode = 'denied_address', protocols = [] } = options;
  const rules = { ...net, policy: { allowPrivate, allowLoopback: net.allowLoopback }, deniedCode, protocols };
  return connect(run, await locate(run, place, rules), rules);
}
