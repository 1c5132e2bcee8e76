/** Serves on loopback, with node:http, a handler that was written for a Lambda function URL (payload version 2.0). */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 as Event } from 'aws-lambda';

export type HttpHandler = (event: Event, context: object) => Promise<Answer>;

export interface HttpServer {
  /** `http://127.0.0.1:8787`, without a slash at the end. */
  readonly url: string;
  /** Ends open connections too; resolves when the port is free again. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

export interface HttpServerOptions {
  readonly port: number;
  /** Paths whose handler wants what was sent with the request; of all others it is thrown away. */
  readonly wantsBody?: (path: string) => boolean;
}

/** More than any form or order here has; whoever sends more is not heard. */
const MAX_BODY_BYTES = 65_536;

/** Port 0 takes any free one. Rejects, with a sentence for a person, when the port cannot be had. */
export async function serveHttp(
  handler: HttpHandler,
  { port, wantsBody = () => false }: HttpServerOptions,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void respond(handler, wantsBody, request, response);
  });
  await listen(server, port);
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const OTHER_PORT = 'End that process, or choose another port (0 takes any that is free).';

/** Listens on loopback only. Whoever cannot choose the port is given other advice. */
export function listen(server: Server, port: number, advice = OTHER_PORT): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'something else is listening there' : cause.message;
      reject(new Error(`Port ${port} of ${LOOPBACK} cannot be used: ${reason}. ${advice}`, { cause }));
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

async function respond(
  handler: HttpHandler,
  wantsBody: (path: string) => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const event = toEvent(request);
  const received = wantsBody(event.rawPath) ? await bodyOf(request) : '';
  request.resume();
  if (received === undefined) response.setHeader('Connection', 'close');
  const answer = received === undefined ? TOO_LARGE : await answerOf(handler, { ...event, body: received });
  const body = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
  response.statusCode = answer.statusCode ?? 200;
  if (hasBody(request, response)) response.setHeader('Content-Length', body.length);
  response.end(body);
}

const TOO_LARGE: Answer = { statusCode: 413 };

const answerOf = (handler: HttpHandler, event: Event): Promise<Answer> =>
  handler(event, {}).catch((): Answer => ({ statusCode: 500 }));

/** What was sent, in whole; undefined where that is too much, or never came to its end. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Where no body is sent, a length would have to be that of the body which is left out. */
const hasBody = (request: IncomingMessage, { statusCode }: ServerResponse): boolean =>
  request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;

/** The event as a function URL would make it: names in lower case, repeated fields joined with a comma. */
function toEvent(request: IncomingMessage): Event {
  const { pathname, searchParams } = toUrl(request.url ?? '/');
  const method = request.method ?? 'GET';
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: searchParams.toString(),
    headers: Object.fromEntries(headers) as Record<string, string>,
    queryStringParameters: Object.fromEntries(searchParams),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: LOOPBACK,
      domainPrefix: 'local',
      http: {
        method,
        path: pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? LOOPBACK,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: 'local',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    isBase64Encoded: false,
  };
}

/** A request line such as `GET //x` or `OPTIONS *` is no path that could be known; it must not end the server. */
function toUrl(target: string): URL {
  const base = `http://${LOOPBACK}`;
  return target.startsWith('/') && URL.canParse(base + target) ? new URL(base + target) : new URL(`${base}/*`);
}
