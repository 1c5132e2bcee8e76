/** The kinds of monitor. A new one is a file beside this and a line in `KINDS` (and a member of the domain's Target). */
import type { z } from 'zod';
import { composite } from './composite.ts';
import { dns } from './dns.ts';
import { domain } from './domain.ts';
import { flow } from './flow.ts';
import { grpc } from './grpc.ts';
import { heartbeat } from './heartbeat.ts';
import { http } from './http.ts';
import type { Kind } from './kind.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';
import { websocket } from './websocket.ts';

const KINDS = { http, flow, tcp, tls, websocket, dns, grpc, domain, heartbeat, composite };

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** The keys of a monitor that say its kind, one for each. */
export const kindFields = Object.fromEntries(
  KIND_NAMES.map((name) => [name, KINDS[name].schema.optional()]),
) as unknown as { [Name in KindName]: z.ZodOptional<(typeof KINDS)[Name]['schema']> };

/** The kinds that a monitor has, each with what the monitor says of it: exactly one, if the monitor is valid. */
export function kindsOf(monitor: Readonly<Partial<Record<KindName, unknown>>>) {
  return KIND_NAMES.filter((name) => monitor[name] !== undefined).map((name) => {
    const kind: Kind<unknown> = KINDS[name];
    return { name, kind, input: monitor[name] };
  });
}
