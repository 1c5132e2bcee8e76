/**
 * One call over a connection that is used for nothing else: HTTP/2 as Node speaks it. Resolves to what came back,
 * whatever the server thinks of it.
 */
import http2 from 'node:http2';
import { plainText } from '../../domain/messages/plain-text.ts';
import type { Connection } from '../net/connect.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';

export interface Call {
  /** `https://host:port`, which becomes the scheme and the authority of the request. */
  readonly origin: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface CallAnswer {
  readonly headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader;
  readonly body: Buffer;
  /** Where all is said in the header, this is the header: a call that fails at once has no trailers of its own. */
  readonly trailers: http2.IncomingHttpHeaders;
}

/** The answer to a health check has seven bytes. */
const MAX_BODY_BYTES = 64 * 1024;

/** Rejects with `ProbeFailed`, or with whatever the socket reports; the phase of the run tells how far things had come. */
export function call(run: Run, { socket }: Connection, { origin, path, headers, body }: Call): Promise<CallAnswer> {
  return run.wait((resolve, reject) => {
    const fail = (error: Error): void => reject(asFailure(run, error));
    const session = run.hold(
      http2.connect(origin, { createConnection: () => socket, settings: { enablePush: false } }),
    );
    let farewell: string | undefined;
    session.on('error', fail);
    session.once('goaway', (code) => {
      farewell = codeName(code);
    });
    session.once('close', () =>
      reject(new ProbeFailed('connection_closed', farewell && `it said GOAWAY (${farewell})`)),
    );

    const stream = session.request({ ...headers, ':method': 'POST', ':path': path }, { endStream: false });
    const chunks: Buffer[] = [];
    let size = 0;
    let head: CallAnswer['headers'] | undefined;
    let trailers: CallAnswer['trailers'] | undefined;
    stream.on('error', fail);
    stream.once('response', (received) => {
      head = received;
      run.enter('body');
    });
    stream.once('trailers', (received) => {
      trailers = received;
    });
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) reject(new ProbeFailed('body_too_large'));
      else chunks.push(chunk);
    });
    let hasEnded = false;
    stream.once('end', () => {
      hasEnded = true;
    });
    stream.once('close', () => {
      if (!head || !hasEnded || stream.rstCode !== 0) return reject(broken(run, stream.rstCode, farewell));
      resolve({ headers: head, body: Buffer.concat(chunks), trailers: trailers ?? head });
    });
    stream.end(body);
    run.enter('wait');
  });
}

/** What Node's HTTP/2 reports, in our words. Errors of the socket below are everybody's, and are told elsewhere. */
function asFailure(run: Run, error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case 'ERR_HTTP2_ERROR':
      return new ProbeFailed('protocol_error', `the server does not speak HTTP/2 here (${plainText(error.message)})`);
    case 'ERR_HTTP2_SESSION_ERROR':
    case 'ERR_HTTP2_STREAM_ERROR':
    case 'ERR_HTTP2_STREAM_CANCEL':
      return new ProbeFailed(isCutOff(run) ? 'body_truncated' : 'connection_closed', errorCodeIn(error.message));
    default:
      return error.code?.startsWith('ERR_HTTP2_') ? new ProbeFailed('protocol_error', plainText(error.message)) : error;
  }
}

const broken = (run: Run, code: number | undefined, farewell: string | undefined): ProbeFailed => {
  const detail = farewell
    ? `it said GOAWAY (${farewell})`
    : code
      ? `it reset the stream (${codeName(code)})`
      : undefined;
  return new ProbeFailed(isCutOff(run) ? 'body_truncated' : 'connection_closed', detail);
};

const isCutOff = (run: Run): boolean => run.phase === 'body';

/** Node's message ends in the code: by name for a stream, by number for a session. */
function errorCodeIn(message: string): string | undefined {
  const [, last = ''] = /(\w+)$/.exec(message) ?? [];
  const name = /^\d+$/.test(last) ? codeName(Number(last)) : last.replace(/^NGHTTP2_/, '');
  return /^[A-Z_]+$/.test(name) ? `the server ended it with ${name}` : undefined;
}

const CODE_NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

const codeName = (code: number): string => CODE_NAMES[code] ?? String(code);
