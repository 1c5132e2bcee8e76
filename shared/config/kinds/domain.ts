/** The kind `domain`: a name that must stay registered, or a map that also says whom to ask. */
import { z } from 'zod';
import type { DomainTarget } from '../../domain/checks/target.ts';
import { dnsName } from '../dns-name.ts';
import type { Draft } from '../draft.ts';
import { expecting, report } from '../fields.ts';
import { httpUrl } from '../http-url.ts';
import type { Flaw } from '../problem.ts';
import { isPrivateLiteral } from '../url.ts';
import type { Kind } from './kind.ts';

const name = dnsName.superRefine((text, context) => {
  if (text.replace(/\.$/, '').includes('.')) return;
  report(context, { message: 'this is no domain that somebody registers', expected: 'a domain such as example.org' });
});

const map = z.strictObject({
  name: name.meta({ description: 'The registered domain, without any host in front.', examples: ['example.org'] }),
  rdap: httpUrl.optional().meta({
    description: 'Base URL of the RDAP server that is asked. Default: rdap.org, which redirects to the registry.',
    examples: ['https://rdap.example.net/'],
  }),
});

const schema = z
  .union([name, map], { error: expecting('a domain, or a map with name and rdap') })
  .meta({ description: 'A domain that must stay registered.', examples: ['example.org', { name: 'example.org' }] });

type Input = z.infer<typeof schema>;

const toTarget = (input: Input): DomainTarget => {
  const given = typeof input === 'string' ? { name: input } : input;
  return { kind: 'domain', name: given.name, ...(given.rdap === undefined ? {} : { rdap: given.rdap }) };
};

function check(input: Draft<Input>): Flaw[] {
  if (typeof input === 'string' || input.rdap === undefined || !isPrivateLiteral(input.rdap)) return [];
  return [{ path: ['domain', 'rdap'], message: 'this is a private address, which is not asked about domains' }];
}

export const domain = {
  schema,
  toTarget,
  check,
  warn: () => [],
  expects: ['registration', 'responseTime'],
  expectedAnyway: { registration: { days: 30 } },
  inherit: () => ({}),
  // A registration changes once a year, and registries refuse those who ask all the time.
  policy: { interval: '12h', retryInterval: '1h' },
} satisfies Kind<Input>;
