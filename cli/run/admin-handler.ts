/** What the owner of a local run does by hand while it runs: `POST /admin/<verb>`, with the token of the data folder. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import type { Office } from '../../shared/logbook/carry-out.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import type { Log } from '../../shared/ports.ts';
import type { HttpHandler } from './http-server.ts';
import { readOrder } from './orders.ts';

export const ADMIN_PATH = '/admin/';

export interface AdminDeps {
  readonly office: Office;
  readonly token: string;
  readonly log: Log;
}

/** Whoever does not have the token gets the answer of any path that is not there, from `others`. */
export function makeAdminHandler({ office, token, log }: AdminDeps, others: HttpHandler): HttpHandler {
  return async (event, context) => {
    if (event.requestContext.http.method !== 'POST' || !isOwner(event, token)) return others(event, context);
    const order = readOrder(event.rawPath.slice(ADMIN_PATH.length), event.body ?? '');
    if (!order) return json(400, { message: UNKNOWN_ORDER });
    try {
      return json(200, await office(order.verb, order.input));
    } catch (cause) {
      if (cause instanceof Refusal) return json(422, { message: cause.message, unknown: cause.unknown });
      log.error('Something asked for by hand was not done', { verb: order.verb, cause });
      return json(500, { message: 'The running Nightjar could not do that; its screen says why.' });
    }
  };
}

const UNKNOWN_ORDER =
  'The running Nightjar does not know this order. It may be of another version: stop it and start it again.';

/** Hashes have one length, so that the comparison takes the same time whatever was sent. */
function isOwner({ headers }: Event, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token}`));
}

const json = (statusCode: number, body: unknown): Answer => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
});
