/**
 * Names to addresses. Every probe asks with a resolver of its own: `dns.lookup` shares four threads among all, so that
 * one black-holed name would delay everybody's look-up by seconds.
 */
import { Resolver as DnsResolver } from 'node:dns/promises';
import { createHostsReader } from './hosts-file.ts';

/** All addresses of a name, IPv4 first, or those of one kind at least. Rejects with an error whose `code` is one of the DNS library's. */
export type Resolver = (name: string, signal: AbortSignal, ipVersion?: 4 | 6) => Promise<readonly string[]>;

export interface ResolverOptions {
  /** Addresses of name servers, with a port if it is not 53; the machine's own by default. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
}

/** Patience with one packet; it doubles with each try. The run's deadline ends the whole. */
const TRY_MS = 1000;
const TRIES = 3;

/** Once one kind of address is known, the other gets this much longer: a resolver may swallow AAAA queries. */
const GRACE_MS = 50;

/** Of several failures, the first of these tells most. */
const MOST_TELLING = ['ENOTFOUND', 'EBADNAME', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'ECONNREFUSED', 'ENODATA'];

export function createResolver(options: ResolverOptions = {}): Resolver {
  const readHosts = createHostsReader(options.hostsFile);
  return async (name, signal, ipVersion) => {
    const bare = name.toLowerCase().replace(/\.$/, '');
    if (bare === 'localhost' || bare.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    const known = (await readHosts()).get(bare);
    return known ? byFamily(known) : query(name, signal, ipVersion, options.servers);
  };
}

async function query(
  name: string,
  signal: AbortSignal,
  ipVersion: 4 | 6 | undefined,
  servers: readonly string[] | undefined,
): Promise<readonly string[]> {
  const resolver = new DnsResolver({ timeout: TRY_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel);
  try {
    // Asked for alone, IPv6 addresses get all the time there is.
    if (ipVersion) return await (ipVersion === 4 ? resolver.resolve4(name) : resolver.resolve6(name));
    return await bothFamilies(resolver.resolve4(name), resolver.resolve6(name));
  } finally {
    signal.removeEventListener('abort', cancel);
    resolver.cancel();
  }
}

async function bothFamilies(v4: Promise<string[]>, v6: Promise<string[]>): Promise<readonly string[]> {
  const late = Promise.allSettled([v6]).then(([outcome]) => outcome);
  const [first] = await Promise.allSettled([v4]);
  const second = first.status === 'fulfilled' ? await Promise.race([late, afterGrace()]) : await late;
  const outcomes = second ? [first, second] : [first];
  const addresses = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  if (addresses.length > 0) return addresses;
  throw mostTelling(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])));
}

const afterGrace = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, GRACE_MS, undefined).unref());

function mostTelling(errors: readonly unknown[]): unknown {
  const rank = (error: unknown): number => MOST_TELLING.indexOf((error as NodeJS.ErrnoException).code ?? '');
  return errors.toSorted((a, b) => rank(a) - rank(b))[0] ?? Object.assign(new Error('no address'), { code: 'ENODATA' });
}

const byFamily = (addresses: readonly string[]): readonly string[] =>
  addresses.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
