/** One POST over one fresh connection, by the rules of the HTTP probe: an address is checked before it is connected to. */
import type { FailureCode } from '../domain/failure.ts';
import { exchange } from '../probes/http/exchange.ts';
import { placeOf } from '../probes/net/endpoint.ts';
import { failureOf } from '../probes/net/failure-of.ts';
import { createNet, type NetOptions, open } from '../probes/net/net.ts';
import { Run } from '../probes/net/run.ts';

export interface PostOptions extends NetOptions {
  /** For the whole exchange, from the look-up to the answer's end; 5 seconds unless given. */
  readonly timeoutMs?: number;
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
export function createPost({
  timeoutMs = 5000,
  ...options
}: PostOptions): (request: PostRequest) => Promise<PostOutcome> {
  const net = createNet(options);
  return async ({ url, headers, body, allowPrivate }) => {
    const run = new Run(timeoutMs);
    let status: number | undefined;
    try {
      const { socket } = await open(run, net, placeOf(url), { allowPrivate, protocols: ['http/1.1'] });
      await exchange(run, socket, { url, method: 'POST', headers: { ...headers }, body }, (head) => {
        status = head.status;
        return MAX_ANSWER_BYTES;
      });
    } catch (cause) {
      // Once there is a status it has decided: an answer that breaks off or never ends changes nothing.
      if (status === undefined) return { code: failureOf(cause, run.phase, url.hostname).code, cause };
    } finally {
      run.end();
    }
    return status === undefined ? { code: 'protocol_error', cause: undefined } : { status };
  };
}
