/** How the status function answers: JSON always, validators where it may be cached, and errors that say no more than they should. */
import { createHash } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 as Event } from 'aws-lambda';

export const NO_STORE = { 'Cache-Control': 'no-store' };

/** An answer other than success that is meant for the visitor: its code, message and headers are sent as they are. */
export class Problem extends Error {
  readonly statusCode: number;
  readonly expose = true;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    statusCode: number,
    detail: { readonly code: string; readonly message: string; readonly [key: string]: unknown },
    options: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    // The error handler sends the message as the body, and takes what begins with a brace for JSON.
    super(problemBody(detail), { cause: options.cause });
    this.name = 'Problem';
    this.statusCode = statusCode;
    this.headers = { ...NO_STORE, ...options.headers };
  }
}

export const problemBody = (detail: { readonly code: string; readonly message: string }): string =>
  `${JSON.stringify({ error: detail }, null, 2)}\n`;

export function json(statusCode: number, body: object, headers: Readonly<Record<string, string>>): Answer {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(body, null, 2)}\n`,
  };
}

/** The answer with a strong validator, or 304 without a body where the visitor has it already. */
export function revalidated(event: Event, answer: Answer): Answer {
  const etag = `"${createHash('sha256')
    .update(answer.body ?? '')
    .digest('base64url')
    .slice(0, 27)}"`;
  const headers = { ...answer.headers, ETag: etag };
  if (!matches(event.headers['if-none-match'], etag)) return { ...answer, headers };
  const { 'Content-Type': _, ...kept } = headers as Record<string, string>;
  return { statusCode: 304, headers: kept, body: '' };
}

/** Weak comparison, as RFC 9110 wants it here: a CDN that compresses makes our strong validator a weak one. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const candidates = ifNoneMatch.split(',').map((candidate) => candidate.trim().replace(/^W\//, ''));
  return candidates.includes('*') || candidates.includes(etag);
}

/** The answer to HEAD is that to GET without its body. Used first, so that it comes last and sees errors too. */
export function withoutBodyForHead(): MiddlewareObj<Event, Answer> {
  const strip = ({ event, response }: { event: Event; response: Answer | null | undefined }): void => {
    if (event.requestContext.http.method === 'HEAD' && response) response.body = '';
  };
  return { after: strip, onError: strip };
}
