/** The kind `grpc`: a host and a port, or a map that also says which service is asked about, and how. */
import { z } from 'zod';
import type { GrpcTarget } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import { expecting, flag, report, text } from '../fields.ts';
import { host, hostAndPort, isPrivateHost, port, splitPlace } from '../place.ts';
import type { Flaw } from '../problem.ts';
import { reachFields, reachFlaws, toReach } from '../reach.ts';
import { headers } from './http.ts';
import type { Kind } from './kind.ts';
import { expectedOfTls, givenForTls, withoutTls } from './without-tls.ts';

const LONGEST_SERVICE = 256;

/** The probe decides these by itself. */
const OWN_METADATA = /^(grpc-.*|content-type)$/i;

const metadata = headers.superRefine((fields, context) => {
  for (const name of Object.keys(Object(fields))) {
    if (!OWN_METADATA.test(name)) continue;
    const message = `the metadata ${name} is set by the probe itself and cannot be changed`;
    report(context, { message, expected: 'names that do not begin with grpc-' }, [name]);
  }
});

const map = z.strictObject({
  host: host.meta({ description: 'A name or an address.', examples: ['api.example.org'] }),
  port: port.meta({ description: 'The port.', examples: [50051] }),
  tls: flag()
    .optional()
    .meta({ description: 'Whether TLS begins with the connection. Default true.', examples: [false], default: true }),
  service: text(LONGEST_SERVICE)
    .optional()
    .meta({
      description: 'The service that is asked about. Default: the server as a whole.',
      examples: ['rota.v1.Rota'],
    }),
  metadata: metadata.optional().meta({
    description: 'Metadata of the call. What carries secrets holds references.',
    examples: [{ authorization: 'Bearer ${env:GRPC_TOKEN}' }],
  }),
  allowPrivate: flag()
    .optional()
    .meta({ description: 'Lets the target have a private address. Default false.', examples: [true], default: false }),
  ...reachFields,
});

const schema = z
  .union([hostAndPort(), map], { error: expecting('host:port, or a map with host, port, tls, service and so on') })
  .meta({
    description: 'A gRPC health check: a host and a port, or a map that says more.',
    examples: ['api.example.org:443', { host: 'api.example.org', port: 50051, tls: false, service: 'rota.v1.Rota' }],
  });

type Input = z.infer<typeof schema>;
type MapInput = z.infer<typeof map>;

const given = (input: Draft<Input>) =>
  (typeof input === 'string' ? (splitPlace(input) ?? {}) : input) as Draft<MapInput>;

function toTarget(input: Input): GrpcTarget {
  const { host = '', port = 0, tls, service, metadata, allowPrivate, ...reach } = given(input) as Partial<MapInput>;
  return {
    kind: 'grpc',
    host,
    port,
    tls: tls ?? true,
    service: service ?? '',
    metadata: metadata ?? {},
    allowPrivate: allowPrivate ?? false,
    ...toReach(reach),
  };
}

function check(input: Draft<Input>, expect: Draft<Expectation> | undefined): Flaw[] {
  const { host, tls, allowPrivate, ...reach } = given(input);
  const flaws = reachFlaws(reach, undefined, allowPrivate === true, ['grpc']);
  if (host !== undefined && isPrivateHost(host) && allowPrivate !== true) {
    const path = typeof input === 'string' ? ['grpc'] : ['grpc', 'host'];
    const message = 'this is a private address, which is probed only if that is meant';
    flaws.push({ path, message, example: 'grpc: { host: 10.0.0.8, port: 50051, tls: false, allowPrivate: true }' });
  }
  if (tls !== false) return flaws;
  const remedy = { expected: 'tls: true' };
  return [...flaws, ...expectedOfTls(expect, remedy), ...givenForTls(reach, 'grpc', remedy)];
}

const inherit = (common: Expectation, input: Input): Expectation =>
  given(input).tls === false ? withoutTls(common) : common;

export const grpc = {
  schema,
  toTarget,
  check,
  warn: () => [],
  expects: ['responseTime', 'phases', 'certificate', 'tlsVersion'],
  expectedAnyway: {},
  inherit,
} satisfies Kind<Input>;
