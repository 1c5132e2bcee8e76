/** The kind `tls`: a host and a port, of which only the handshake is looked at. */
import { z } from 'zod';
import type { TlsTarget } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import { expecting, flag } from '../fields.ts';
import { host, hostAndPort, isPrivateHost, port, splitPlace } from '../place.ts';
import type { Flaw } from '../problem.ts';
import { reachFields, reachFlaws, toReach } from '../reach.ts';
import type { Kind } from './kind.ts';

const DEFAULT_PORT = 443;

const map = z.strictObject({
  host: host.meta({ description: 'A name or an address.', examples: ['mail.example.org'] }),
  port: port.optional().meta({ description: 'The port. Default 443.', examples: [993], default: DEFAULT_PORT }),
  allowPrivate: flag()
    .optional()
    .meta({ description: 'Lets the target have a private address. Default false.', examples: [true], default: false }),
  ...reachFields,
});

const schema = z
  .union([hostAndPort(DEFAULT_PORT), map], { error: expecting('host:port, or a map with host and port') })
  .meta({
    description: 'A TLS handshake: a host and a port, or a map that says more.',
    examples: ['example.org', 'mail.example.org:993', { host: '10.0.0.8', port: 636, allowPrivate: true }],
  });

type Input = z.infer<typeof schema>;

type MapInput = z.infer<typeof map>;

const given = (input: Draft<Input>): Draft<MapInput> => (typeof input === 'string' ? (splitPlace(input) ?? {}) : input);

function toTarget(input: Input): TlsTarget {
  const { host = '', port = DEFAULT_PORT, allowPrivate = false, ...reach } = given(input) as Partial<MapInput>;
  return { kind: 'tls', host, port, allowPrivate, ...toReach(reach) };
}

function check(input: Draft<Input>): Flaw[] {
  const { host, allowPrivate, ...reach } = given(input);
  const flaws = reachFlaws(reach, undefined, allowPrivate === true, ['tls']);
  if (host === undefined || allowPrivate === true || !isPrivateHost(host)) return flaws;
  const message = 'this is a private address, which is probed only if that is meant';
  const path = typeof input === 'string' ? ['tls'] : ['tls', 'host'];
  return [...flaws, { path, message, example: 'tls: { host: 10.0.0.8, port: 636, allowPrivate: true }' }];
}

export const tls = {
  schema,
  toTarget,
  check,
  warn: () => [],
  expects: ['responseTime', 'phases', 'certificate', 'tlsVersion'],
  phases: ['dns', 'connect', 'tls'],
  expectedAnyway: {},
  inherit: (common) => common,
} satisfies Kind<Input>;
