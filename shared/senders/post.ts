/** One request over one fresh connection, by the rules of the HTTP probe: an address is checked before it is connected to. */
import type { FailureCode } from '../domain/checks/failure.ts';
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
  /** POST unless given. */
  readonly method?: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivate: boolean;
}

export interface PostAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As much of the body as came, at most 64 KiB; empty where it broke off. */
  readonly text: string;
}

/** The answer, or why there was none. */
export type PostOutcome =
  | PostAnswer
  | { readonly status?: undefined; readonly code: FailureCode; readonly cause: unknown };

export type Post = (request: PostRequest) => Promise<PostOutcome>;

const MAX_ANSWER_BYTES = 65_536;

/** The result never rejects. Make one and share it: what is dear to set up is in it. */
export function createPost({ timeoutMs = 5000, ...options }: PostOptions = {}): Post {
  const net = createNet(options);
  return async ({ url, method = 'POST', headers, body, allowPrivate }) => {
    const run = new Run(timeoutMs);
    let answer: PostAnswer | undefined;
    try {
      const { socket } = await open(run, net, placeOf(url), { allowPrivate, protocols: ['http/1.1'] });
      const { chunks } = await exchange(run, socket, { url, method, headers: { ...headers }, body }, (head) => {
        answer = { status: head.status, headers: head.headers, text: '' };
        return MAX_ANSWER_BYTES;
      });
      if (answer) answer = { ...answer, text: Buffer.concat(chunks).toString('utf8') };
    } catch (cause) {
      // Once there is a status it has decided: an answer that breaks off or never ends changes nothing.
      if (answer === undefined) return { code: failureOf(cause, run.phase, url.hostname).code, cause };
    } finally {
      run.end();
    }
    return answer ?? { code: 'protocol_error', cause: undefined };
  };
}
