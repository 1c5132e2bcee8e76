/** Looks at an HTTP target once, following redirects, and tells what it saw. It has no opinion; see `judge`. */
import type { Assertion } from '../../domain/assertion.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { HttpTarget } from '../../domain/target.ts';
import type { Probe } from '../../ports.ts';
import { certificateFacts } from '../net/certificate.ts';
import { placeOf } from '../net/endpoint.ts';
import { type Look, look } from '../net/look.ts';
import { type Net, open } from '../net/net.ts';
import { bodyText, MAX_BODY_BYTES } from './body.ts';
import { type Answer, exchange, type Head } from './exchange.ts';
import { selectNodes } from './json.ts';
import { follow, isFollowed, visitKey } from './redirect.ts';
import { firstRequest, type Request } from './request.ts';
import { warmUp } from './warm-up.ts';

/** A look in progress, and what it is about. */
interface HttpLook extends Look {
  readonly net: Net;
  readonly target: HttpTarget;
  readonly assertions: readonly Assertion[];
}

/** Of a body that no assertion is about: a small one is read to its end, as any visitor would. */
const MAX_DRAINED_BYTES = 64 * 1024;

export function createHttpProbe(net: Net): Probe<HttpTarget> {
  return async (target, assertions, limits) => {
    await prepare(net, target);
    return look(limits, async (current) => {
      const httpLook = Object.assign(current, { net, target, assertions });
      await readAnswer(httpLook, await finalAnswer(httpLook));
    });
  };
}

/** What is set up once is not the target's time, so it is set up before the clock runs. */
function prepare(net: Net, target: HttpTarget): Promise<void> {
  if (target.url.startsWith('https:')) net.secureContext();
  return warmUp();
}

async function finalAnswer(look: HttpLook): Promise<Answer> {
  let request = firstRequest(look.target);
  const visited = new Set([visitKey(request)]);
  for (;;) {
    look.hostname = request.url.hostname;
    const answer = await hop(look, request);
    const location = answer.headers.location;
    if (location === undefined || !isFollowed(answer.status, location, look.target, look.assertions)) return answer;
    request = follow(request, answer.status, location, look.target, visited);
    look.redirects.push(plainText(request.url.href));
  }
}

async function hop(look: HttpLook, request: Request): Promise<Answer> {
  const { run, net, target, seen } = look;
  run.startHop();
  const { socket, address, certificate } = await open(run, net, placeOf(request.url), {
    allowPrivate: target.allowPrivate,
    deniedCode: look.redirects.length > 0 ? 'redirect_denied' : 'denied_address',
    protocols: ['http/1.1'],
  });
  seen.address = address;
  if (certificate) seen.certificate = certificateFacts(certificate);
  else delete seen.certificate;
  const answer = await exchange(run, socket, request, (head) => {
    seen.http = { version: '1.1', ...head };
    return bodyLimit(look, head);
  });
  socket.destroy();
  return answer;
}

/** Reads only as far as some assertion needs. A stream of events never ends, so its header is the whole answer. */
function bodyLimit({ target, assertions }: HttpLook, { status, headers }: Head): number | 'none' {
  if (isFollowed(status, headers.location, target, assertions)) return 'none';
  if (assertions.some(needsText)) return MAX_BODY_BYTES;
  if (headers['content-type']?.startsWith('text/event-stream')) return 'none';
  return assertions.some(({ subject }) => subject === 'responseTime') ? MAX_BODY_BYTES : MAX_DRAINED_BYTES;
}

const needsText = ({ subject }: Assertion): boolean => subject === 'body' || subject === 'json';

async function readAnswer({ run, assertions, seen }: HttpLook, answer: Answer): Promise<void> {
  run.finish();
  if (!assertions.some(needsText)) return;
  const body = await bodyText(run, answer);
  seen.body = body;
  const paths = assertions.flatMap((each) => (each.subject === 'json' ? [each.path] : []));
  if (paths.length > 0) seen.json = await selectNodes(body, paths);
}
