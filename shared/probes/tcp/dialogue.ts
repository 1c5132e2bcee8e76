/** A dialogue in lines and in the clear, as far as it takes to begin TLS. */
import type { Socket } from 'node:net';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';

/** More than any line, and any reply of several lines, of such a dialogue has. */
const MAX_UNREAD = 16 * 1024;
const MAX_LINES = 200;

export class Dialogue {
  readonly #run: Run;
  readonly #socket: Socket;
  #unread = '';
  #lines = 0;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(run: Run, socket: Socket) {
    this.#run = run;
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.once('end', this.#onEnd);
    socket.once('close', this.#onEnd);
    this.#hasEnded = socket.destroyed;
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
      if (end >= 0 || this.#unread.length > MAX_UNREAD)
        throw new ProbeFailed('starttls_failed', 'it talks without end');
      if (this.#hasEnded)
        throw this.#socket.errored ?? new ProbeFailed('connection_closed', 'it was asked to begin TLS');
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
    if (this.#unread.length <= MAX_UNREAD) this.#unread += chunk.toString('latin1');
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    this.#wake?.();
  };
}
