/** One request and its answer over a connection that is used for nothing else. */
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import type { Request } from './request.ts';

export interface Head {
  readonly status: number;
  /** Names in lower case; repeated fields joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of `Set-Cookie`, one by one: joined, they could not be told apart again. */
  readonly cookies: readonly string[];
}

export interface Answer extends Head {
  readonly chunks: readonly Uint8Array[];
  /** More came than was wanted, and was not read. */
  readonly isTruncated: boolean;
}

/** Decides, once the header is known, how many bytes of the body to read at most; `none` ends the exchange there. */
export type BodyLimit = (head: Head) => number | 'none';

/**
 * Resolves at the answer's last byte that is wanted. Rejects with whatever the socket or the parser reports; the phase
 * of the run tells how far things had come. A proxy that is not asked for a tunnel wants whole URLs.
 */
export function exchange(
  run: Run,
  socket: Socket,
  request: Request,
  bodyLimit: BodyLimit,
  wantsWholeUrl = false,
): Promise<Answer> {
  return run.wait((resolve, reject) => {
    const reader = new AnswerReader(run, bodyLimit, resolve, reject);
    // These come before undici's own listeners, which take an answer without length for whole when it is cut off.
    socket.on('end', () => reader.sawEnd());
    socket.on('error', (error) => reader.fail(error));
    clientOver(socket, request.url).dispatch(
      {
        path: (wantsWholeUrl ? request.url.origin : '') + request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
      },
      reader,
    );
  });
}

/** What waits for it comes next of all, as with `queueMicrotask`, which makes a resource to account for each. */
const SOON = Promise.resolve();

/** All timeouts are off: none of them bounds an answer that comes slowly. The run's deadline does. */
function clientOver(socket: Socket, url: URL): Client {
  let isUsed = false;
  return new Client(originOf(url), {
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: (_options, callback) => {
      // A client reconnects when its socket is lost before the request was written; a probe must not.
      const isLost = isUsed || socket.destroyed;
      isUsed = true;
      void SOON.then(() => (isLost ? callback(connectionLost(), null) : callback(null, socket)));
    },
  });
}

/** undici reads an origin that is a text anew each time; a fleet has few of them. */
const origins = new Map<string, URL>();
const MAX_REMEMBERED = 2000;

function originOf({ origin }: URL): URL {
  let known = origins.get(origin);
  if (known) return known;
  if (origins.size >= MAX_REMEMBERED) origins.clear();
  known = new URL(origin);
  origins.set(origin, known);
  return known;
}

const connectionLost = (): Error =>
  Object.assign(new Error('the connection was lost before the request was sent'), { code: 'ECONNRESET' });

class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #run: Run;
  readonly #bodyLimit: BodyLimit;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Uint8Array[] = [];
  #head: Head | undefined;
  #limitBytes = 0;
  #receivedBytes = 0;
  #hasEnded = false;

  constructor(run: Run, bodyLimit: BodyLimit, resolve: (answer: Answer) => void, reject: (error: unknown) => void) {
    this.#run = run;
    this.#bodyLimit = bodyLimit;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(): void {}

  onRequestSent(): void {
    if (this.#run.phase === 'send') this.#run.enter('wait');
  }

  onResponseStarted(): void {
    if (this.#run.phase === 'send' || this.#run.phase === 'wait') this.#run.enter('head');
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 100 || status > 599) {
      controller.abort(strangeStatus(status));
      return;
    }
    if (status < 200) return;
    this.#run.enter('body');
    this.#head = { status, headers: joined(headers), cookies: [headers['set-cookie'] ?? []].flat() };
    const limit = this.#bodyLimit(this.#head);
    if (limit === 'none') this.#settle(this.#head, true);
    else this.#limitBytes = limit;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (!this.#head) return;
    const wanted = this.#limitBytes - this.#receivedBytes;
    this.#receivedBytes += chunk.length;
    if (wanted > 0) this.#chunks.push(chunk.length > wanted ? chunk.subarray(0, wanted) : chunk);
    if (chunk.length > wanted) this.#settle(this.#head, true);
  }

  onResponseEnd(): void {
    if (this.#head) this.#settle(this.#head, false);
    withoutStackTraces();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: Error): void {
    const isCutOff = this.#hasEnded && this.#run.phase === 'body';
    this.#reject(isCutOff ? new ProbeFailed('body_truncated', undefined, { cause: error }) : error);
  }

  sawEnd(): void {
    this.#hasEnded = true;
  }

  #settle(head: Head, isTruncated: boolean): void {
    this.#resolve({ ...head, chunks: this.#chunks, isTruncated });
  }
}

/**
 * undici ends each connection with an error of its own, right after the answer's end and in the same call. Nobody sees
 * that error, and collecting its stack trace costs as much as the whole exchange.
 */
function withoutStackTraces(): void {
  const usual = Error.stackTraceLimit;
  if (usual === 0) return;
  Error.stackTraceLimit = 0;
  void SOON.then(() => {
    Error.stackTraceLimit = usual;
  });
}

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

function joined(headers: RawHeaders): Record<string, string> {
  const flat: Record<string, string> = Object.create(null);
  for (const name in headers) {
    const value = headers[name];
    flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flat;
}

const strangeStatus = (status: number): ProbeFailed =>
  status < 100
    ? new ProbeFailed('protocol_error', `its status is ${status}`)
    : new ProbeFailed('unexpected_status', `${status}, which is no status of HTTP`);
