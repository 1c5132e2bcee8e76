/** Looks at an HTTP target once, following redirects, and tells what it saw. It has no opinion; see `judge`. */
import type { SecureContext } from 'node:tls';
import type { Assertion } from '../../domain/assertion.ts';
import type { HttpTarget } from '../../domain/monitor.ts';
import type { Observation } from '../../domain/observation.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { Probe } from '../../ports.ts';
import { bodyText, MAX_BODY_BYTES } from './body.ts';
import { certificateFacts } from './certificate.ts';
import { connect } from './connect.ts';
import { locate, machineHasIpv6 } from './endpoint.ts';
import { type Answer, exchange, type Head } from './exchange.ts';
import { failureOf } from './failure-of.ts';
import { selectNodes } from './json.ts';
import { follow, isFollowed, visitKey } from './redirect.ts';
import { firstRequest, type Request } from './request.ts';
import { createResolver, type Resolver } from './resolver.ts';
import { Run } from './run.ts';
import { lazySecureContext } from './secure-context.ts';
import { warmUp } from './warm-up.ts';

export interface HttpProbeOptions {
  /** Lets targets, and redirects, lead to this machine: for local runs and tests only. */
  readonly allowLoopback?: boolean;
  /** PEM texts of authorities that are trusted beside the default ones. */
  readonly ca?: string | readonly string[];
  readonly resolver?: Resolver;
  /** Whether IPv6 addresses can be reached from here; asks the machine by default. */
  readonly hasIpv6?: () => boolean;
}

interface Setup {
  readonly allowLoopback: boolean;
  readonly resolve: Resolver;
  readonly hasIpv6: () => boolean;
  readonly secureContext: () => SecureContext;
}

/** One probe's work in progress; what is known when it breaks off is reported all the same. */
interface Look {
  readonly setup: Setup;
  readonly run: Run;
  readonly target: HttpTarget;
  readonly assertions: readonly Assertion[];
  readonly seen: { -readonly [K in 'address' | 'certificate' | 'http' | 'body' | 'json']?: Observation[K] };
  readonly redirects: string[];
  url?: URL;
}

/** Of a body that no assertion is about: a small one is read to its end, as any visitor would. */
const MAX_DRAINED_BYTES = 64 * 1024;

export function createHttpProbe(options: HttpProbeOptions): Probe {
  const setup: Setup = {
    allowLoopback: options.allowLoopback ?? false,
    resolve: options.resolver ?? createResolver(),
    hasIpv6: options.hasIpv6 ?? machineHasIpv6,
    secureContext: lazySecureContext(options.ca),
  };
  return async (target, assertions, { timeoutMs, signal }) => {
    await prepare(setup, target);
    const run = new Run(timeoutMs, signal);
    const look: Look = { setup, run, target, assertions, seen: {}, redirects: [] };
    try {
      await readAnswer(look, await finalAnswer(look));
      return observationOf(look);
    } catch (error) {
      run.finish();
      return { ...observationOf(look), failure: failureOf(run.stopped ?? error, run.phase, look.url) };
    } finally {
      run.end();
    }
  };
}

/** What is set up once is not the target's time, so it is set up before the clock runs. */
function prepare(setup: Setup, target: HttpTarget): Promise<void> {
  if (target.url.startsWith('https:')) setup.secureContext();
  return warmUp();
}

const observationOf = ({ run, redirects, seen }: Look): Observation => ({
  timings: run.timings,
  redirects,
  ...seen,
  at: Date.now(),
});

async function finalAnswer(look: Look): Promise<Answer> {
  let request = firstRequest(look.target);
  const visited = new Set([visitKey(request)]);
  for (;;) {
    look.url = request.url;
    const answer = await hop(look, request);
    const location = answer.headers.location;
    if (location === undefined || !isFollowed(answer.status, location, look.target, look.assertions)) return answer;
    request = follow(request, answer.status, location, look.target, visited);
    look.redirects.push(plainText(request.url.href));
  }
}

async function hop(look: Look, request: Request): Promise<Answer> {
  const { run, setup, target, seen } = look;
  const deniedCode = look.redirects.length > 0 ? 'redirect_denied' : 'denied_address';
  const policy = { allowPrivate: target.allowPrivate, allowLoopback: setup.allowLoopback };
  run.startHop();
  const endpoint = await locate(run, request.url, { ...setup, policy, deniedCode });
  const { socket, address, certificate } = await connect(run, endpoint, { ...setup, policy, deniedCode });
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
function bodyLimit({ target, assertions }: Look, { status, headers }: Head): number | 'none' {
  if (isFollowed(status, headers.location, target, assertions)) return 'none';
  if (assertions.some(needsText)) return MAX_BODY_BYTES;
  if (headers['content-type']?.startsWith('text/event-stream')) return 'none';
  return assertions.some(({ subject }) => subject === 'responseTime') ? MAX_BODY_BYTES : MAX_DRAINED_BYTES;
}

const needsText = ({ subject }: Assertion): boolean => subject === 'body' || subject === 'json';

async function readAnswer({ run, assertions, seen }: Look, answer: Answer): Promise<void> {
  run.finish();
  if (!assertions.some(needsText)) return;
  const body = await bodyText(run, answer);
  seen.body = body;
  const paths = assertions.flatMap((each) => (each.subject === 'json' ? [each.path] : []));
  if (paths.length > 0) seen.json = await selectNodes(body, paths);
}
