/**
 * Where jobs report: `/beat/<token>`, `/beat/<token>/start`, `/beat/<token>/fail` and `/beat/<token>/<exit code>`. One
 * handler for a Lambda function URL and for the local server. It says nothing to whoever has no token.
 */
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { type BeatToken, signalOf } from '../../shared/domain/checks/heartbeat.ts';
import type { Clock, Log, Store } from '../../shared/ports.ts';
import { NO_STORE, Problem, problemBody, withoutBodyForHead } from '../status/answer.ts';
import { createTokenBook } from './tokens.ts';

export interface BeatDeps {
  readonly store: Pick<Store, 'recordBeat'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly tokens: readonly BeatToken[];
}

/** What Lambda calls with the event of a function URL (payload version 2.0), and what the local server imitates. */
export type BeatHandler = (event: Event, context: object) => Promise<Answer>;

/** Every kind of request does the same, since jobs use whatever is at hand. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];

const PATH = /^\/beat\/([\w-]{16,128})(?:\/(\w{1,5}))?\/?$/;

/** A month in milliseconds. */
const DURATION = /^\d{1,10}$/;

export function makeHandler(deps: BeatDeps): BeatHandler {
  const whose = createTokenBook(deps.tokens);
  const handler = middy<Event, Answer>()
    .use(withoutBodyForHead())
    .use(errors(deps.log))
    .handler((event: Event) => receive(deps, whose, event));
  return handler as unknown as BeatHandler;
}

async function receive(deps: BeatDeps, whose: (token: string) => string | undefined, event: Event): Promise<Answer> {
  if (!METHODS.includes(event.requestContext.http.method)) throw wrongMethod();
  const [, token, ending] = PATH.exec(event.rawPath) ?? [];
  const monitorId = token === undefined ? undefined : whose(token);
  const signal = signalOf(ending);
  if (monitorId === undefined || !signal) throw nothingHere();
  const at = deps.clock.now();
  await deps.store.recordBeat(monitorId, { ...signal, at, ...durationOf(event) }).catch((cause: unknown) => {
    deps.log.error('A heartbeat could not be recorded; its sender is asked to try again', { monitorId, error: cause });
    throw notNow(cause);
  });
  return { statusCode: 200, headers: { ...HEADERS, 'Content-Type': 'application/json' }, body: '{"ok":true}\n' };
}

/** One that cannot be read is left out: that a job is alive matters more than how long it took. */
function durationOf({ queryStringParameters }: Event): { durationMs?: number } {
  const duration = queryStringParameters?.duration ?? '';
  return DURATION.test(duration) ? { durationMs: Number(duration) } : {};
}

const HEADERS = { ...NO_STORE, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' };

/** The same for a token that is wrong as for any path: nobody learns how near they are. */
const nothingHere = (): Problem =>
  new Problem(404, { code: 'not_found', message: 'There is nothing here.' }, { headers: HEADERS });

const wrongMethod = (): Problem =>
  new Problem(
    405,
    { code: 'method_not_allowed', message: `Heartbeats come by ${METHODS.join(', ')}.` },
    { headers: { ...HEADERS, Allow: METHODS.join(', ') } },
  );

const notNow = (cause: unknown): Problem =>
  new Problem(
    503,
    { code: 'store_unreachable', message: 'The heartbeat could not be recorded. Please try again.' },
    { headers: { ...HEADERS, 'Retry-After': '5' }, cause },
  );

/** A fault of the program is logged whole and told to nobody. The request is not logged: its path is a secret. */
const errors = (log: Log) =>
  httpErrorHandler({
    fallbackMessage: problemBody({ code: 'internal', message: 'Something went wrong here. Please try again later.' }),
    logger: (error) => {
      if (!(error instanceof Problem)) log.error('the heartbeat function failed', { error });
    },
  });
