/** One POST over one fresh connection, by the rules of the HTTP probe: an address is checked before it is connected to. */
import type { FailureCode } from '../domain/failure.ts';
import { connect } from '../probes/http/connect.ts';
import { locate, machineHasIpv6 } from '../probes/http/endpoint.ts';
import { exchange } from '../probes/http/exchange.ts';
import { failureOf } from '../probes/http/failure-of.ts';
import { createResolver, type Resolver } from '../probes/http/resolver.ts';
import { Run } from '../probes/http/run.ts';
import { lazySecureContext } from '../probes/http/secure-context.ts';

export interface PostOptions {
  /** For the whole exchange, from the look-up to the answer's end; 5 seconds unless given. */
  readonly timeoutMs?: number;
  /** For local runs, whose receivers live on the same machine. */
  readonly allowLoopback?: boolean;
  readonly resolver?: Resolver;
  /** PEM texts that are trusted beside the default roots. */
  readonly ca?: string | readonly string[];
}

export interface PostRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivate: boolean;
}

/** The status, or why there was none. */
export type PostOutcome =
  | { readonly status: number }
  | { readonly status?: undefined; readonly code: FailureCode; readonly cause: unknown };

/** Of the answer's body so much is read, out of politeness; nothing in it matters. */
const MAX_ANSWER_BYTES = 65_536;

/** Never rejects. */
export function createPost(options: PostOptions): (request: PostRequest) => Promise<PostOutcome> {
  const { timeoutMs = 5000, allowLoopback = false, resolver = createResolver(), ca } = options;
  const secureContext = lazySecureContext(ca);
  return async ({ url, headers, body, allowPrivate }) => {
    const run = new Run(timeoutMs);
    let status: number | undefined;
    try {
      const shared = { policy: { allowPrivate, allowLoopback }, deniedCode: 'denied_address' } as const;
      run.enter('dns');
      const endpoint = await locate(run, url, { ...shared, resolve: resolver, hasIpv6: machineHasIpv6 });
      const { socket } = await connect(run, endpoint, { ...shared, secureContext });
      await exchange(run, socket, { url, method: 'POST', headers: { ...headers }, body }, (head) => {
        status = head.status;
        return MAX_ANSWER_BYTES;
      });
    } catch (cause) {
      // Once there is a status it has decided: an answer that breaks off or never ends changes nothing.
      if (status === undefined) return { code: failureOf(cause, run.phase ?? 'dns', url).code, cause };
    } finally {
      run.end();
    }
    return status === undefined ? { code: 'protocol_error', cause: undefined } : { status };
  };
}
