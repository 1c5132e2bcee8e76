/** A dialogue in lines with a server: what it says is read line by line, and nothing is said unasked. */
import type { Socket } from 'node:net';
import type { FailureCode } from '../../domain/checks/failure.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';

/** More than any line, and any reply of several lines, of such a dialogue has. */
const MAX_UNREAD = 16 * 1024;
const MAX_LINES = 200;
const MAX_KEPT = 64 * 1024;

/** What is said of a server that talks without end, and of one that closes. */
interface Faults {
  readonly endless: FailureCode;
  readonly closed?: string;
}

export class Dialogue {
  readonly #run: Run;
  readonly #socket: Socket;
  readonly #faults: Faults;
  readonly #decoder = new TextDecoder();
  #unread = '';
  #kept = '';
  #lines = 0;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(run: Run, socket: Socket, faults: Faults) {
    this.#run = run;
    this.#socket = socket;
    this.#faults = faults;
    socket.on('data', this.#onData);
    socket.once('end', this.#onEnd);
    socket.once('close', this.#onEnd);
    this.#hasEnded = socket.destroyed;
  }

  /** All that was said to us. */
  get body(): NonNullable<Observation['body']> {
    return { text: this.#kept, truncated: this.#kept.length >= MAX_KEPT };
  }

  /** A line that has begun and not ended. */
  get unfinished(): string {
    return this.#unread;
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf('\n');
      if (end >= 0 && ++this.#lines <= MAX_LINES) {
        const line = this.#unread.slice(0, end).replace(/\r$/, '');
        this.#unread = this.#unread.slice(end + 1);
        return line;
      }
      if (end >= 0 || this.#unread.length > MAX_UNREAD) {
        throw new ProbeFailed(this.#faults.endless, 'it talks without end');
      }
      if (this.#hasEnded) throw this.#socket.errored ?? new ProbeFailed('connection_closed', this.#faults.closed);
      await this.#run.wait<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /**
   * What came beyond the last line is dropped: whoever sits between could have put it there, for it to be taken as sent
   * under the protection of TLS.
   */
  end(): void {
    this.#unread = '';
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    const text = this.#decoder.decode(chunk, { stream: true });
    if (this.#unread.length <= MAX_UNREAD) this.#unread += text;
    if (this.#kept.length < MAX_KEPT) this.#kept = (this.#kept + text).slice(0, MAX_KEPT);
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    this.#wake?.();
  };
}
