/** What every kind of probe stands on. Made once and shared by all runs, since parts of it are dear to set up. */
import type { Reach } from '../../domain/checks/target.ts';
import { type Connection, connect, secure } from './connect.ts';
import { bareHostname, type EndpointOptions, locate, machineHasIpv6, type Place } from './endpoint.ts';
import { connectThrough } from './proxy.ts';
import { createResolver, type Resolver } from './resolver.ts';
import type { Run } from './run.ts';
import { createSecureContexts, type SecureContexts } from './secure-context.ts';

export interface NetOptions {
  /** Lets targets, and redirects, lead to this machine: for local runs and tests only. */
  readonly allowLoopback?: boolean;
  /** PEM texts of authorities that are trusted beside the default ones. */
  readonly ca?: string | readonly string[];
  readonly resolver?: Resolver;
  /** Whether IPv6 addresses can be reached from here; asks the machine by default. */
  readonly hasIpv6?: () => boolean;
  /** What requests are signed with for AWS, where the monitor names no keys. */
  readonly awsCredentials?: AwsCredentials;
}

/** As the SDK's own providers give them. */
export type AwsCredentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}>;

export interface Net {
  readonly allowLoopback: boolean;
  readonly resolve: Resolver;
  readonly hasIpv6: () => boolean;
  readonly secureContext: SecureContexts;
  readonly awsCredentials?: AwsCredentials | undefined;
}

export const createNet = (options: NetOptions = {}): Net => ({
  allowLoopback: options.allowLoopback ?? false,
  resolve: options.resolver ?? createResolver(),
  hasIpv6: options.hasIpv6 ?? machineHasIpv6,
  secureContext: createSecureContexts(options.ca),
  awsCredentials: options.awsCredentials,
});

export interface OpenOptions extends Reach {
  readonly allowPrivate: boolean;
  /** `denied_address` unless this is a later hop. */
  readonly deniedCode?: EndpointOptions['deniedCode'];
  /** Application protocols to offer over TLS. */
  readonly protocols?: readonly string[];
  /** A proxy is asked for a tunnel without TLS too, for what is said is not HTTP. */
  readonly alwaysTunnel?: boolean;
}

/**
 * A fresh connection to a place, every address of which was checked first. Held by the run. Through a proxy, TLS is
 * with the place itself; without TLS, and unless a tunnel is wanted, it is a connection to the proxy, which wants whole
 * URLs in its requests.
 */
export function open(run: Run, net: Net, place: Place, options: OpenOptions): Promise<Connection> {
  const { allowPrivate, deniedCode = 'denied_address', protocols = [], ipVersion, proxy, alwaysTunnel } = options;
  const rules = {
    ...net,
    policy: { allowPrivate, allowLoopback: net.allowLoopback },
    deniedCode,
    protocols,
    ipVersion,
    alwaysTunnel,
    secureContext: () => net.secureContext(options),
  };
  if (proxy !== undefined) return connectThrough(run, proxy, place, rules);
  return locate(run, place, rules).then((endpoint) => connect(run, endpoint, rules));
}

/** TLS over a connection that began in the clear, as STARTTLS asks for it. Held by the run. */
export function secured(
  run: Run,
  net: Net,
  connection: Connection,
  hostname: string,
  reach: Reach,
): Promise<Connection> {
  run.enter('tls');
  return secure(run, connection, bareHostname(hostname), { secureContext: () => net.secureContext(reach) });
}
