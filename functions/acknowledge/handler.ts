/**
 * Where the link of an alert leads: `/acknowledge/<token>`. GET shows the incident and changes nothing, for mail programs and
 * scanners follow links too; POST says "I am on it". One handler for a Lambda function URL and for the local server.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { ACKNOWLEDGE_PATH, type LinkReading } from '../../shared/domain/alerting/acknowledge-link.ts';
import { plainText } from '../../shared/domain/messages/plain-text.ts';
import { type AcknowledgeDeps, acknowledge } from '../../shared/logbook/acknowledge.ts';
import { findIncident } from '../../shared/logbook/find-incident.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import type { Log } from '../../shared/ports.ts';
import { withoutBodyForHead } from '../status/answer.ts';
import { incidentPage, plainPage } from './page.ts';
import { CONTENT_POLICY } from './style.ts';

export interface AcknowledgeHandlerDeps extends AcknowledgeDeps {
  readonly log: Log;
  /** Looks at the signature and the age of a token; `now` is in ms since the epoch. */
  readonly readLink: (token: string, now: number) => Promise<LinkReading>;
}

/** What Lambda calls with the event of a function URL (payload version 2.0), and what the local server imitates. */
export type AcknowledgeHandler = (event: Event, context: object) => Promise<Answer>;

const METHODS = 'GET, HEAD, POST';

export function makeHandler(deps: AcknowledgeHandlerDeps): AcknowledgeHandler {
  const handler = middy<Event, Answer>()
    .use(withoutBodyForHead())
    .use(faults(deps.log))
    .handler((event: Event) => answer(deps, event));
  return handler as unknown as AcknowledgeHandler;
}

async function answer(deps: AcknowledgeHandlerDeps, event: Event): Promise<Answer> {
  const { method } = event.requestContext.http;
  const isAct = method === 'POST';
  if (!isAct && method !== 'GET' && method !== 'HEAD') return WRONG_METHOD;
  if (!event.rawPath.startsWith(ACKNOWLEDGE_PATH)) return INVALID;
  const token = event.rawPath.slice(ACKNOWLEDGE_PATH.length);
  const link = await deps.readLink(token, deps.clock.now());
  if (!link.isGood) return link.reason === 'expired' ? EXPIRED : INVALID;
  return isAct ? act(deps, link.incidentId, event) : show(deps, link.incidentId);
}

async function show(deps: AcknowledgeHandlerDeps, incidentId: string): Promise<Answer> {
  const [incident, remarks] = await Promise.all([findIncident(deps, incidentId), deps.logbook.readRemarks(incidentId)]);
  return page(200, incidentPage(incident, remarks, deps.clock.now()));
}

/** Whoever acts is sent back to the page, which says who was first, and which may be loaded again at will. */
async function act(deps: AcknowledgeHandlerDeps, incidentId: string, event: Event): Promise<Answer> {
  const form = formOf(event);
  const name = plainText(form.get('name') ?? '', LONGEST_NAME);
  await acknowledge(deps, {
    what: incidentId,
    by: name ? `${name} (by link)` : NAMELESS,
    note: form.get('note') ?? '',
  });
  return { statusCode: 303, headers: { ...HEADERS, Location: event.rawPath }, body: '' };
}

const LONGEST_NAME = 60;

/** A link can be passed on, so a name that came by it is only what somebody has typed. */
const NAMELESS = 'Somebody with the link';

/** Lambda hands the body of a form over in base64. */
function formOf({ body = '', isBase64Encoded }: Event): URLSearchParams {
  return new URLSearchParams(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
}

/** The address of the page is a secret: it is sent to nobody, shown in no frame and found by no search engine. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': CONTENT_POLICY,
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
};

const page = (statusCode: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  statusCode,
  headers: { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8', ...headers },
  body,
});

const EXPIRED = page(
  410,
  plainPage(
    'This link has expired',
    'A link is good for 24 hours. The newest message about the incident has a fresh one.',
  ),
);

/** The same for a token that was made up as for one that was cut off on its way: nobody learns how near they are. */
const INVALID = page(
  404,
  plainPage('This link is not valid', 'It may not have been copied whole. Please open it from the message itself.'),
);

const WRONG_METHOD = page(405, plainPage('Not here', `This page knows ${METHODS} only.`), { Allow: METHODS });

const NOT_NOW = page(
  503,
  plainPage('Not now', 'The incident cannot be read or noted at the moment. Please try again in a minute.'),
  { 'Retry-After': '10' },
);

/** An incident that is gone is a link that is not valid. Everything else is logged, without the request, which is a secret. */
const faults = (log: Log): MiddlewareObj<Event, Answer, Error> => ({
  onError: (request) => {
    const isRefused = request.error instanceof Refusal;
    if (!isRefused) log.error('An acknowledgement could not be shown or noted', { error: request.error });
    request.response = isRefused ? INVALID : NOT_NOW;
  },
});
