/** The kind `tcp`: a host and a port, or a map that also says whether to begin TLS and what to send. */
import { z } from 'zod';
import type { TcpTarget } from '../../domain/checks/target.ts';
import { dialogueStep, sentLine, toStep } from '../dialogue.ts';
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import { expecting, flag } from '../fields.ts';
import { host, hostAndPort, isPrivateHost, port, splitPlace } from '../place.ts';
import type { Flaw } from '../problem.ts';
import { reachFields, reachFlaws, toReach } from '../reach.ts';
import type { Kind } from './kind.ts';
import { expectedOfTls, givenForTls, withoutTls } from './without-tls.ts';

const MOST_LINES = 20;
const START_TLS = ['smtp', 'imap', 'pop3'] as const;

const map = z.strictObject({
  host: host.meta({ description: 'A name or an address.', examples: ['redis.example.org'] }),
  port: port.meta({ description: 'The port.', examples: [6379] }),
  tls: flag()
    .optional()
    .meta({ description: 'Whether TLS begins with the connection. Default false.', examples: [true], default: false }),
  startTls: z
    .enum(START_TLS, { error: expecting(`one of ${START_TLS.join(', ')}`) })
    .optional()
    .meta({ description: 'The protocol in whose words TLS is asked for once connected.', examples: ['smtp'] }),
  send: z
    .array(sentLine, { error: expecting('a list of lines') })
    .min(1, { error: expecting('a list of lines') })
    .max(MOST_LINES, { error: expecting(`at most ${MOST_LINES} lines`) })
    .optional()
    .meta({
      description:
        'Lines that are sent once connected and secured, each with CR LF. Secrets in them by reference only.',
      examples: [['PING']],
    }),
  dialogue: z
    .array(dialogueStep, { error: expecting('a list of steps') })
    .min(1, { error: expecting('a list of steps') })
    .max(MOST_LINES, { error: expecting(`at most ${MOST_LINES} steps`) })
    .optional()
    .meta({
      description:
        'Steps that are taken in turn, instead of send: a line to say, and the line that must come before the next.',
      examples: [[{ expect: '220 ' }, { send: 'EHLO example.org', expect: '250 ' }]],
    }),
  allowPrivate: flag()
    .optional()
    .meta({ description: 'Lets the target have a private address. Default false.', examples: [true], default: false }),
  ...reachFields,
});

const schema = z
  .union([hostAndPort(), map], { error: expecting('host:port, or a map with host, port, tls, send and so on') })
  .meta({
    description: 'A TCP check: a host and a port, or a map that says more.',
    examples: ['db.example.org:5432', { host: 'redis.example.org', port: 6379, send: ['PING'] }],
  });

type Input = z.infer<typeof schema>;

const given = (input: Draft<Input>) =>
  (typeof input === 'string' ? (splitPlace(input) ?? {}) : input) as Draft<MapInput>;
type MapInput = z.infer<typeof map>;

function toTarget(input: Input): TcpTarget {
  const {
    host = '',
    port = 0,
    tls,
    startTls,
    send,
    dialogue,
    allowPrivate,
    ...reach
  } = given(input) as Partial<MapInput>;
  return {
    kind: 'tcp',
    host,
    port,
    tls: tls ?? false,
    ...(startTls === undefined ? {} : { startTls }),
    send: send ?? [],
    ...(dialogue === undefined ? {} : { dialogue: dialogue.map(toStep) }),
    allowPrivate: allowPrivate ?? false,
    ...toReach(reach),
  };
}

function check(input: Draft<Input>, expect: Draft<Expectation> | undefined): Flaw[] {
  const { host, tls, startTls, send, dialogue, allowPrivate, ...reach } = given(input);
  const flaws = reachFlaws(reach, undefined, allowPrivate === true, ['tcp']);
  if (host !== undefined && isPrivateHost(host) && allowPrivate !== true) {
    const path = typeof input === 'string' ? ['tcp'] : ['tcp', 'host'];
    const message = 'this is a private address, which is probed only if that is meant';
    flaws.push({ path, message, example: 'tcp: { host: 10.0.0.8, port: 6379, allowPrivate: true }' });
  }
  if (tls === true && startTls !== undefined) {
    const message = 'TLS begins either with the connection (tls) or when it is asked for (startTls)';
    flaws.push({ path: ['tcp', 'startTls'], message, expected: 'either tls or startTls' });
  }
  if (send !== undefined && dialogue !== undefined) {
    const message = 'lines are said either all at once (send) or one after the other (dialogue)';
    flaws.push({ path: ['tcp', 'send'], message, expected: 'either send or dialogue' });
  }
  const remedy = { expected: 'tls: true or startTls', example: 'tls: true' };
  if (tls === true || startTls !== undefined) return flaws;
  return [...flaws, ...expectedOfTls(expect, remedy), ...givenForTls(reach, 'tcp', remedy)];
}

function inherit(common: Expectation, input: Input): Expectation {
  const { tls, startTls } = given(input);
  return tls === true || startTls !== undefined ? common : withoutTls(common);
}

export const tcp = {
  schema,
  toTarget,
  check,
  warn: () => [],
  expects: ['body', 'json', 'responseTime', 'phases', 'certificate', 'tlsVersion'],
  expectedAnyway: {},
  inherit,
} satisfies Kind<Input>;
