/** Looks at an HTTP target once, following redirects, and tells what it saw. It has no opinion; see `judge`. */
import type { Assertion } from '../../domain/checks/assertion.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { HttpTarget } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { prepareTls } from '../net/client-certificate.ts';
import { placeOf } from '../net/endpoint.ts';
import { type Look, look } from '../net/look.ts';
import { type Net, open } from '../net/net.ts';
import { noteConnection } from '../net/note-connection.ts';
import { authenticated } from './auth/authenticated.ts';
import { type Credential, createObtain, isObtained, type Limits } from './auth/credential.ts';
import { bodyText, MAX_BODY_BYTES } from './body.ts';
import type { CookieJar } from './cookies.ts';
import { type Answer, exchange, type Head } from './exchange.ts';
import { selectNodes } from './json.ts';
import { follow, isFollowed, visitKey } from './redirect.ts';
import { type Authorize, firstRequest, type Request, reachFrom } from './request.ts';
import { warmUp } from './warm-up.ts';

/** A look in progress, and what it is about. */
interface HttpLook extends Look {
  readonly net: Net;
  readonly target: HttpTarget;
  readonly assertions: readonly Assertion[];
  /** For requests to the target's own origin. */
  readonly authorize?: Authorize | undefined;
  /** Of the flow that the look is a step of; a look by itself keeps no cookies. */
  readonly cookies?: CookieJar | undefined;
}

export type HttpProbe = (
  target: HttpTarget,
  assertions: readonly Assertion[],
  limits: Limits & { readonly cookies?: CookieJar },
) => Promise<Observation>;

/** Of a body that no assertion is about: a small one is read to its end, as any visitor would. */
const MAX_DRAINED_BYTES = 64 * 1024;

export function createHttpProbe(net: Net): HttpProbe {
  const obtain = createObtain(net);
  return (target, assertions, limits) => {
    const preparing = prepare(net, target);
    return preparing ? preparing.then(() => observe(target, assertions, limits)) : observe(target, assertions, limits);
  };

  function observe(...[target, assertions, limits]: Parameters<HttpProbe>): Promise<Observation> {
    const { cookies } = limits;
    if (!isObtained(target.auth)) return visit({ net, target, assertions, cookies }, limits);
    const visitWith = ({ authorize }: Credential, left: Limits) =>
      visit({ net, target, assertions, cookies, authorize }, left);
    return authenticated((left) => obtain(target, left), visitWith, limits);
  }
}

function visit(about: Omit<HttpLook, keyof Look>, limits: Limits): Promise<Observation> {
  const observation = look(limits, (current) => toTheEnd(Object.assign(current, about)));
  return about.target.clientCertificate ? observation.then(withHint) : observation;
}

/** Many servers drop whoever shows the wrong certificate without a word. */
function withHint(observation: Observation): Observation {
  const { failure, http } = observation;
  if (http || (failure?.code !== 'tcp_reset' && failure?.code !== 'connection_closed')) return observation;
  const message = `${failure.message.replace(/\.$/, '')}; it may not have accepted the client certificate.`;
  return { ...observation, failure: { ...failure, message } };
}

function prepare(net: Net, target: HttpTarget): Promise<void> | undefined {
  if (target.url.startsWith('https:')) prepareTls(net, target);
  return warmUp();
}

/** Hop by hop to the answer that is not followed any further, and what is wanted of it. */
async function toTheEnd(look: HttpLook): Promise<void> {
  let request = firstRequest(look.target);
  const first = request;
  const firstRevision = look.cookies?.revision;
  let isOurs = true;
  let visited: Set<string> | undefined;
  for (;;) {
    look.hostname = request.url.hostname;
    const cookied = look.cookies?.onto(request) ?? request;
    const answer = await hop(look, isOurs && look.authorize ? await look.authorize(cookied) : cookied);
    const location = answer.headers.location;
    if (location === undefined || !isFollowed(answer.status, location, look.target, look.assertions))
      return readAnswer(look, answer);
    visited ??= new Set([visitKey(first, firstRevision)]);
    const { origin } = request.url;
    request = follow(request, answer.status, location, look.target, visited, look.cookies?.revision);
    isOurs &&= request.url.origin === origin;
    look.redirects.push(plainText(request.url.href));
  }
}

async function hop(look: HttpLook, request: Request): Promise<Answer> {
  const { run, net, target, seen } = look;
  run.startHop();
  const connection = await open(run, net, placeOf(request.url), {
    allowPrivate: target.allowPrivate,
    deniedCode: look.redirects.length > 0 ? 'redirect_denied' : 'denied_address',
    protocols: ['http/1.1'],
    ...reachFrom(target, request.url),
  });
  noteConnection(look, connection, look.assertions);
  const limit = (head: Head): number | 'none' => {
    const { status, headers, cookies } = head;
    seen.http = { version: '1.1', status, headers };
    look.cookies?.take(request.url, cookies);
    return bodyLimit(look, head);
  };
  const answer = await exchange(run, connection.socket, request, limit, connection.wantsWholeUrl);
  connection.socket.destroy();
  return answer;
}

/** Reads only as far as some assertion needs. A stream of events never ends, so its header is the whole answer. */
function bodyLimit({ target, assertions }: HttpLook, { status, headers }: Head): number | 'none' {
  if (isFollowed(status, headers.location, target, assertions)) return 'none';
  if (assertions.some(needsText)) return MAX_BODY_BYTES;
  if (headers['content-type']?.startsWith('text/event-stream')) return 'none';
  return assertions.some(needsEnd) ? MAX_BODY_BYTES : MAX_DRAINED_BYTES;
}

const needsText = ({ subject }: Assertion): boolean => subject === 'body' || subject === 'json' || subject === 'metric';

const needsEnd = (assertion: Assertion): boolean =>
  assertion.subject === 'responseTime' || (assertion.subject === 'phase' && assertion.phase === 'transfer');

function readAnswer(look: HttpLook, answer: Answer): Promise<void> | undefined {
  look.run.finish();
  return look.assertions.some(needsText) ? readBody(look, answer) : undefined;
}

async function readBody({ run, assertions, seen }: HttpLook, answer: Answer): Promise<void> {
  const body = await bodyText(run, answer);
  seen.body = body;
  const paths = assertions.flatMap((each) => (each.subject === 'json' ? [each.path] : []));
  if (paths.length > 0) seen.json = await selectNodes(body, paths);
}
