/** What a server does with a connection: exactly as told, well or badly. */
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

export type OnSocket = (socket: Socket) => void;

/** Reads whatever comes and never says a word. */
export const silent: OnSocket = (socket) => void socket.resume();

/** Speaks first, and reads whatever comes. */
export const greeting =
  (text: string): OnSocket =>
  (socket) => {
    socket.resume();
    socket.write(text);
  };

/** Waits for a request, sends these bytes and leaves the connection open. */
export const answering =
  (...parts: readonly (string | Uint8Array)[]): OnSocket =>
  (socket) => {
    socket.once('data', () => {
      for (const part of parts) socket.write(part);
    });
  };

/** Waits for a request, sends these bytes and closes. */
export const answeringAndClosing =
  (...parts: readonly (string | Uint8Array)[]): OnSocket =>
  (socket) => {
    socket.once('data', () => {
      for (const part of parts) socket.write(part);
      socket.end();
    });
  };

/** Waits for a request and sends one of these every few milliseconds until the connection ends. */
export const dripping =
  (first: string, next: string, everyMs = 10): OnSocket =>
  (socket) => {
    socket.once('data', () => {
      socket.write(first);
      const timer = setInterval(() => socket.write(next), everyMs);
      socket.once('close', () => clearInterval(timer));
    });
  };

/** Sends this again and again, as fast as it is taken, until the connection ends. */
export const pouring =
  (piece: Uint8Array): ((stream: Writable) => void) =>
  (stream) => {
    const pour = (): void => {
      if (!stream.destroyed && stream.write(piece)) setImmediate(pour);
    };
    stream.on('drain', pour);
    pour();
  };

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** A complete answer with this body. */
export const okWith = (body: string | Uint8Array, headers = ''): Uint8Array =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`),
    Buffer.from(body),
  ]);
