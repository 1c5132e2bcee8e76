/** The kind `dns`: a name, or a map that also says which records are asked for, and whom. */
import { z } from 'zod';
import { DNS_TYPES, type DnsTarget } from '../../domain/checks/target.ts';
import { dnsName } from '../dns-name.ts';
import type { Draft } from '../draft.ts';
import { expecting, flag, report } from '../fields.ts';
import type { Flaw } from '../problem.ts';
import { isPrivateLiteral, urlFlaw } from '../url.ts';
import type { Kind } from './kind.ts';

const DEFAULT_TYPE = 'A';
const TYPE_EXPECTED = `one of ${DNS_TYPES.join(', ')}`;
const RESOLVER_EXPECTED = 'the address of a name server, with a port if it is not 53, such as 192.0.2.1:5353';

const resolver = z.string({ error: expecting(RESOLVER_EXPECTED) }).superRefine((text, context) => {
  const url = resolverUrl(text);
  if (!url)
    return report(context, { message: 'this is not the address of a name server', expected: RESOLVER_EXPECTED });
  const flaw = urlFlaw(url);
  if (flaw) report(context, flaw);
});

/** A URL with that address, since there is one place that knows about addresses; undefined where it is none. */
function resolverUrl(text: string): string | undefined {
  const bare = text.replace(/^\[([^\]]*)\]$/, '$1');
  if (/^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(bare) && URL.canParse(`http://[${bare}]/`)) return `http://[${bare}]/`;
  const [, v4, v6, port = '53'] = /^(?:(\d+\.\d+\.\d+\.\d+)|(\[[\da-f:.]+\]))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const url = `http://${v4 ?? v6 ?? ''}:${port}/`;
  return (v4 || v6) && Number(port) > 0 && URL.canParse(url) ? url : undefined;
}

const map = z.strictObject({
  name: dnsName.meta({ description: 'The name that is asked for.', examples: ['example.org', '_dmarc.example.org'] }),
  type: z
    .enum(DNS_TYPES, { error: expecting(TYPE_EXPECTED) })
    .optional()
    .meta({ description: 'The type of record. Default A.', examples: ['MX'], default: DEFAULT_TYPE }),
  resolver: resolver.optional().meta({
    description: "Address of the name server that is asked, with a port if it is not 53. Default: the machine's own.",
    examples: ['9.9.9.9', '[2620:fe::fe]:53'],
  }),
  allowPrivate: flag()
    .optional()
    .meta({
      description: 'Lets the resolver have a private address. Default false.',
      examples: [true],
      default: false,
    }),
});

const schema = z.union([dnsName, map], { error: expecting('a name, or a map with name, type and resolver') }).meta({
  description: 'A question to the DNS: a name, or a map that says more.',
  examples: ['example.org', { name: 'example.org', type: 'MX' }],
});

type Input = z.infer<typeof schema>;

function toTarget(input: Input): DnsTarget {
  const given = typeof input === 'string' ? { name: input } : input;
  return {
    kind: 'dns',
    name: given.name,
    type: given.type ?? DEFAULT_TYPE,
    ...(given.resolver === undefined ? {} : { resolver: given.resolver }),
    allowPrivate: given.allowPrivate ?? false,
  };
}

function check(input: Draft<Input>): Flaw[] {
  if (typeof input === 'string' || input.resolver === undefined || input.allowPrivate === true) return [];
  if (!isPrivateLiteral(resolverUrl(input.resolver) ?? '')) return [];
  const message = 'this is a private address, which is asked only if that is meant';
  const example = 'dns: { name: intranet.example.org, resolver: 10.0.0.53, allowPrivate: true }';
  return [{ path: ['dns', 'resolver'], message, example }];
}

export const dns = {
  schema,
  toTarget,
  check,
  warn: () => [],
  expects: ['answers', 'responseTime', 'phases'],
  // The question is the whole.
  phases: ['dns'],
  expectedAnyway: {},
  inherit: (common) => common,
} satisfies Kind<Input>;
