/** The kind `websocket`: a URL, or a map that also says what to send. */
import { z } from 'zod';
import type { WebSocketTarget } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import type { Expectation } from '../expectations.ts';
import { expecting, flag, HEADER_NAME, report, telling, text } from '../fields.ts';
import { malformedReference } from '../literal-secrets.ts';
import type { Flaw, Telling } from '../problem.ts';
import { reachFields, reachFlaws, toReach } from '../reach.ts';
import { isPrivateLiteral, urlFlaw } from '../url.ts';
import { headers } from './http.ts';
import type { Kind } from './kind.ts';
import { expectedOfTls, givenForTls, withoutTls } from './without-tls.ts';

const LONGEST_URL = 2048;
const LONGEST_MESSAGE = 16_384;
const EXPECTED = 'an absolute URL that begins with wss:// or ws://';

const webSocketUrl = text(LONGEST_URL).superRefine((url, context) => {
  const flaw = webSocketUrlFlaw(url);
  if (flaw) report(context, flaw);
});

/** There is one place that knows about URLs, and it knows them as http. */
const asHttp = (url: string): string => url.replace(/^ws(s?):/i, 'http$1:');

function webSocketUrlFlaw(url: string): Telling | undefined {
  if (url.startsWith('${')) return urlFlaw(url);
  if (!/^wss?:\/\//i.test(url)) {
    const hint = /^https?:\/\//i.test(url) ? `; write ws${url.slice(4).split(':')[0]}:// in place of http` : '';
    return { message: `this is not a ws or wss URL${hint}`, expected: EXPECTED };
  }
  if (/^wss?:\/\/[^/?#\\]*@/i.test(url)) {
    const expected = 'a URL without user information, and a header beside it';
    const example = 'headers: { Authorization: "Bearer ${env:TOKEN}" }';
    return { message: 'a URL must not hold a user name or password; use a header instead', expected, example };
  }
  const flaw = urlFlaw(asHttp(url));
  return flaw?.expected?.includes('http') ? { ...flaw, expected: EXPECTED } : flaw;
}

const map = z.strictObject({
  url: webSocketUrl.meta({
    description: 'Absolute ws or wss URL. Secrets in it by reference only.',
    examples: ['wss://example.org/live'],
  }),
  headers: headers.optional().meta({
    description: 'Headers of the upgrade. Those that carry secrets hold references.',
    examples: [{ Origin: 'https://example.org' }],
  }),
  send: text(LONGEST_MESSAGE)
    .superRefine((message, context) => {
      const flaw = malformedReference(message, false);
      if (flaw) report(context, flaw);
    })
    .optional()
    .meta({
      description: 'A text message that is sent once the WebSocket is open; may hold references.',
      examples: ['{"type":"ping"}'],
    }),
  subprotocol: z
    .string({ error: expecting('the name of a subprotocol') })
    .regex(HEADER_NAME, {
      error: telling({ message: 'this is not a valid name', expected: 'letters, digits, . and -' }),
    })
    .optional()
    .meta({ description: 'A subprotocol that the server must agree to.', examples: ['graphql-transport-ws'] }),
  allowPrivate: flag()
    .optional()
    .meta({ description: 'Lets the target have a private address. Default false.', examples: [true], default: false }),
  ...reachFields,
});

const schema = z
  .union([webSocketUrl, map], { error: expecting('a URL, or a map with url, headers, send and so on') })
  .meta({
    description: 'A WebSocket check: a URL, or a map that says more.',
    examples: ['wss://example.org/live', { url: 'wss://example.org/live', send: 'ping' }],
  });

type Input = z.infer<typeof schema>;

function toTarget(input: Input): WebSocketTarget {
  const given: z.infer<typeof map> = typeof input === 'string' ? { url: input } : input;
  return {
    kind: 'websocket',
    url: given.url,
    headers: given.headers ?? {},
    ...(given.send === undefined ? {} : { send: given.send }),
    ...(given.subprotocol === undefined ? {} : { subprotocol: given.subprotocol }),
    allowPrivate: given.allowPrivate ?? false,
    ...toReach(given),
  };
}

const isPlain = (url: string | undefined): boolean => /^ws:/i.test(url ?? '');

function check(input: Draft<Input>, expect: Draft<Expectation> | undefined): Flaw[] {
  const given: Draft<z.infer<typeof map>> = typeof input === 'string' ? { url: input } : input;
  const urlPath = typeof input === 'string' ? ['websocket'] : ['websocket', 'url'];
  const flaws = reachFlaws(given, undefined, given.allowPrivate === true, ['websocket']);
  if (given.url !== undefined && isPrivateLiteral(asHttp(given.url)) && given.allowPrivate !== true) {
    const message = 'this is a private address, which is probed only if that is meant';
    flaws.push({ path: urlPath, message, example: 'websocket: { url: "ws://10.0.0.8/live", allowPrivate: true }' });
  }
  for (const name of Object.keys(given.headers ?? {}).filter((each) => /^sec-websocket-/i.test(each))) {
    const message = `the header ${name} is set by the probe itself and cannot be changed`;
    flaws.push({
      path: ['websocket', 'headers', name],
      message,
      expected: 'any header that does not steer the upgrade',
    });
  }
  if (!isPlain(given.url)) return flaws;
  const remedy = { expected: 'a wss URL' };
  return [...flaws, ...expectedOfTls(expect, remedy), ...givenForTls(given, 'websocket', remedy)];
}

const inherit = (common: Expectation, input: Input): Expectation =>
  isPlain(typeof input === 'string' ? input : input.url) ? withoutTls(common) : common;

export const websocket = {
  schema,
  toTarget,
  check,
  warn: () => [],
  expects: ['body', 'json', 'responseTime', 'phases', 'certificate', 'tlsVersion'],
  expectedAnyway: {},
  inherit,
} satisfies Kind<Input>;
