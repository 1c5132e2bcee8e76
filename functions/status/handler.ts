/**
 * The public HTTP interface: `/status.json`, `/health`, `/ready` and an index. One handler for a Lambda function URL and
 * for the local server. It only reads: nothing that a visitor sends can change anything.
 */
import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import httpErrorHandler from '@middy/http-error-handler';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouter, { type Route } from '@middy/http-router';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { windowMs } from '../../shared/domain/seen.ts';
import { type PublicFleet, publicStatus } from '../../shared/domain/status.ts';
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import type { Cell } from '../../shared/domain/time/slot.ts';
import type { Clock, Log, Store } from '../../shared/ports.ts';
import { checkReadiness } from '../../shared/status/check-readiness.ts';
import { type BoardCache, readBoard } from '../../shared/status/read-board.ts';
import { json, NO_STORE, Problem, problemBody, revalidated, withoutBodyForHead } from './answer.ts';

export interface StatusDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly fleet: PublicFleet;
  readonly cells: readonly Cell[];
  readonly region: string;
  /** Regions beside the own one that look at the same monitors. */
  readonly otherRegions?: readonly string[];
  /** Length of the grid of slots, in milliseconds. */
  readonly tickMs: number;
  readonly version: string;
}

/** What Lambda calls with the event of a function URL (payload version 2.0), and what the local server imitates. */
export type HttpHandler = (event: Event, context: object) => Promise<Answer>;

/**
 * A browser or a CDN may keep the document for ten seconds, which is little beside a tick, and may show the old one for
 * a minute while it fetches the next. When this function fails, a CDN may show its last copy for a day: every copy says
 * in `staleAfter` when it stops being news.
 */
const STATUS_CACHE = { 'Cache-Control': 'public, max-age=10, stale-while-revalidate=60, stale-if-error=86400' };

const READY_TIMEOUT_MS = 2000;

const METHODS = 'GET, HEAD, OPTIONS';

const INDEX = {
  '/': 'this index',
  '/status.json': 'the public status: monitors, open incidents, and how fresh that is',
  '/health': 'whether this process answers',
  '/ready': 'whether the store can be reached and checks are made; 503 with the reasons if not',
} as const;

type Path = keyof typeof INDEX;
const PATHS = Object.keys(INDEX) as Path[];

export function makeHandler(deps: StatusDeps): HttpHandler {
  const handler = middy<Event, Answer>()
    .use(withoutBodyForHead())
    .use(httpHeaderNormalizer())
    .use(cors())
    .use(securityHeaders())
    .use(errors(deps.log))
    .handler(httpRouter<Event, Answer>({ routes: routes(deps), notFoundResponse: refuse }));
  return handler as unknown as HttpHandler;
}

function routes(deps: StatusDeps): Route<Event, Answer>[] {
  const cache: BoardCache = new Map();
  const answers: Record<Path, (event: Event) => Promise<Answer>> = {
    '/': async () => json(200, { name: 'nightjar', version: deps.version, paths: INDEX }, NO_STORE),
    '/status.json': (event) => answerStatus(deps, cache, event),
    '/health': async () => json(200, { status: 'ok', version: deps.version }, NO_STORE),
    '/ready': () => answerReady(deps),
  };
  return PATHS.flatMap((path) =>
    (['GET', 'HEAD'] as const).map((method) => ({ method, path, handler: answers[path] })),
  );
}

async function answerStatus(deps: StatusDeps, cache: BoardCache, event: Event): Promise<Answer> {
  const { store, clock, fleet, cells, region, tickMs } = deps;
  const intervalsMs = fleet.monitors.map((monitor) => monitor.intervalMs);
  const input = { cells, region, windowMs: windowMs(intervalsMs, tickMs), cache };
  const seen = await readBoard({ store }, input).catch((cause: unknown) => {
    deps.log.error('the store could not be read for the public status', { error: cause });
    const message = 'The status cannot be read at the moment.';
    throw new Problem(503, { code: 'store_unreachable', message }, { headers: { 'Retry-After': '10' }, cause });
  });
  return revalidated(event, json(200, publicStatus(fleet, seen, { now: clock.now(), tickMs }), STATUS_CACHE));
}

async function answerReady(deps: StatusDeps): Promise<Answer> {
  const { cells, region, otherRegions, tickMs } = deps;
  const others = otherRegions && { otherRegions };
  const readiness = await checkReadiness(deps, { cells, region, ...others, tickMs, timeoutMs: READY_TIMEOUT_MS });
  const { reasons, lastSlot, silentRegions, cause } = readiness;
  if (cause !== undefined) deps.log.error('the store could not be read for the readiness check', { error: cause });
  const isReady = reasons.length === 0;
  const body = {
    status: isReady ? 'ready' : 'not_ready',
    reasons,
    lastTickAt: lastSlot === undefined ? null : isoSeconds(lastSlot),
    ...(silentRegions && { silentRegions }),
  };
  return json(isReady ? 200 : 503, body, NO_STORE);
}

/** Everything that no route takes: a known path with another method, or an unknown path. */
function refuse({ path }: { path: string }): never {
  const isKnown = PATHS.includes((path === '/' ? path : path.replace(/\/$/, '')) as Path);
  if (isKnown) {
    const message = `This path is only for reading: ${METHODS}.`;
    throw new Problem(405, { code: 'method_not_allowed', message }, { headers: { Allow: METHODS } });
  }
  throw new Problem(404, { code: 'not_found', message: `The known paths are ${PATHS.join(', ')}.`, paths: PATHS });
}

/** Anybody's page may read the status. The preflight is answered here, for If-None-Match is not a safe-listed header. */
const cors = () =>
  httpCors({
    disableBeforePreflightResponse: false,
    origin: '*',
    methods: METHODS,
    headers: 'If-None-Match',
    exposeHeaders: 'ETag',
    maxAge: 86_400,
  });

/** For data that is meant to be embedded elsewhere; the rest of the defaults is about pages, which these answers are not. */
const securityHeaders = () =>
  httpSecurityHeaders({
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // The host may be a subdomain of somebody whose other hosts are not ours to speak for.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false, preload: false },
    contentSecurityPolicy: false,
    permissionsPolicy: false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    dnsPrefetchControl: false,
    downloadOptions: false,
    permittedCrossDomainPolicies: false,
    reportTo: false,
    reportingEndpoints: false,
    xssProtection: false,
  });

/** A fault of the program is logged whole and told to nobody. */
const errors = (log: Log) =>
  httpErrorHandler({
    fallbackMessage: problemBody({ code: 'internal', message: 'Something went wrong here. Please try again later.' }),
    logger: (error) => {
      if (!(error instanceof Problem)) log.error('the status function failed', { error });
    },
  });
