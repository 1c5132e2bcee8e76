/** Records as texts, each in the form in which a zone file would write it, names without the dot at the end. */
import type { CaaRecord } from 'node:dns';
import type { Resolver } from 'node:dns/promises';
import type { DnsType } from '../../domain/checks/target.ts';

/** Rejects with an error whose `code` is one of the DNS library's. */
export async function answersOf(resolver: Resolver, type: DnsType, name: string): Promise<readonly string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(nameText);
    case 'NS':
      return (await resolver.resolveNs(name)).map(nameText);
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${nameText(exchange)}`);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        (each) => `${each.priority} ${each.weight} ${each.port} ${nameText(each.name)}`,
      );
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(caaText);
    case 'SOA':
      return [soaText(await resolver.resolveSoa(name))];
  }
}

/** The root, which says "nothing here" in MX and SRV records, stays a dot. */
const nameText = (name: string): string => name.toLowerCase().replace(/(?<=.)\.$/, '') || '.';

/** The library gives the tag as a key beside `critical` and, since Node 24, `type`. */
function caaText({ critical, ...property }: CaaRecord & { readonly type?: string }): string {
  const { type: _type, ...tagged } = property;
  const [tag, value] = Object.entries(tagged).find(([, each]) => typeof each === 'string') ?? ['', ''];
  return `${critical} ${tag} "${value}"`;
}

type Soa = Awaited<ReturnType<Resolver['resolveSoa']>>;

const soaText = ({ nsname, hostmaster, serial, refresh, retry, expire, minttl }: Soa): string =>
  `${nameText(nsname)} ${nameText(hostmaster)} ${serial} ${refresh} ${retry} ${expire} ${minttl}`;
