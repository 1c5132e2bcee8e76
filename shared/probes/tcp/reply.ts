/**
 * What a server sends, read until the assertions are decided: until every text that is to be there has come and, where
 * anything else is expected, until the line is complete in which the last of them stands: the first line, where there are
 * none. Where JSON is expected, until the whole is JSON. The end of the connection, the cap and the deadline end the
 * reading as well.
 */
import type { Socket } from 'node:net';
import type { Assertion } from '../../domain/checks/assertion.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import { linesToSay } from './say.ts';

type Body = NonNullable<Observation['body']>;

/** Far more than any greeting. */
export const MAX_REPLY_BYTES = 64 * 1024;

/** JSON that comes in very many pieces is read to the end of the connection rather than parsed after each. */
const MAX_PARSINGS = 100;

export class Reply {
  readonly #decoder = new TextDecoder();
  readonly #isJsonWanted: boolean;
  #missing: readonly string[];
  /** More is expected than that some texts are there. */
  readonly #isLineWanted: boolean;
  #foundUntil = 0;
  #text = '';
  #receivedBytes = 0;
  #isTruncated = false;
  #parsings = 0;

  constructor(assertions: readonly Assertion[]) {
    const onBody = assertions.filter((each) => each.subject === 'body');
    this.#missing = onBody.filter(({ op }) => op === 'contains').map(({ text }) => text);
    this.#isLineWanted = this.#missing.length < onBody.length;
    this.#isJsonWanted = assertions.some(({ subject }) => subject === 'json');
  }

  get body(): Body {
    return { text: this.#text, truncated: this.#isTruncated };
  }

  /** A text that is to be there has not come yet. */
  get lacksText(): boolean {
    return this.#missing.length > 0;
  }

  /** Says the lines and reads the answer. Rejects with `connection_closed` if the server ends without any. */
  read(run: Run, socket: Socket, lines: readonly string[]): Promise<void> {
    const question = linesToSay(lines);
    return run.wait((resolve, reject) => {
      const ended = (): void => (this.#receivedBytes > 0 ? resolve() : reject(closedSilently()));
      socket.once('error', reject);
      socket.once('end', ended);
      socket.once('close', ended);
      socket.on('data', (chunk: Uint8Array) => {
        if (run.phase === 'reply') run.enter('body');
        if (!this.#take(chunk)) return;
        socket.pause();
        resolve();
      });
      // It may have been reset before anybody listened.
      if (socket.destroyed) reject(socket.errored ?? closedSilently());
      else if (question !== '') socket.write(question);
    });
  }

  /** Whether that was enough. */
  #take(chunk: Uint8Array): boolean {
    const wanted = chunk.subarray(0, MAX_REPLY_BYTES - this.#receivedBytes);
    this.#receivedBytes += wanted.length;
    const before = this.#text.length;
    this.#text += this.#decoder.decode(wanted, { stream: true });
    this.#missing = this.#missing.filter((text) => !this.#finds(text, before));
    this.#isTruncated = this.#receivedBytes >= MAX_REPLY_BYTES;
    return this.#isTruncated || (this.#missing.length === 0 && this.#isWhole());
  }

  #finds(text: string, before: number): boolean {
    const at = this.#text.indexOf(text, before - text.length);
    if (at >= 0) this.#foundUntil = Math.max(this.#foundUntil, at + text.length);
    return at >= 0;
  }

  #isWhole(): boolean {
    if (this.#isJsonWanted) return this.#isJson();
    return !this.#isLineWanted || this.#text.includes('\n', Math.max(0, this.#foundUntil - 1));
  }

  #isJson(): boolean {
    if (!/[\]}"\dels]\s*$/.test(this.#text.slice(-16)) || ++this.#parsings > MAX_PARSINGS) return false;
    try {
      JSON.parse(this.#text);
      return true;
    } catch {
      return false;
    }
  }
}

const closedSilently = (): ProbeFailed => new ProbeFailed('connection_closed', 'it had sent nothing');
