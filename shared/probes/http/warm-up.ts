/**
 * undici compiles its parser when the first connection is there, in the middle of the first look's time. So one
 * exchange is made with a stream in memory, that sends back what it gets, before any clock runs.
 */
import { PassThrough } from 'node:stream';
import Client from 'undici/lib/dispatcher/client.js';

let warming: Promise<void> | undefined;
let isWarm = false;

/** Once for a process; takes some ten milliseconds, and nothing is left to wait for then. Never rejects. */
export function warmUp(): Promise<void> | undefined {
  if (isWarm) return undefined;
  warming ??= new Promise((resolve) => {
    const echo = new PassThrough();
    const client = new Client('http://warm-up.invalid', {
      pipelining: 0,
      allowH2: false,
      connect: (_options, callback) => queueMicrotask(() => callback(null, echo as never)),
    });
    const done = (): void => {
      isWarm = true;
      resolve();
    };
    // What comes back is a request, not an answer: undici reports that and drops the stream.
    const ignore = (): void => {};
    client.dispatch(
      { path: '/', method: 'GET' },
      {
        onRequestStart: ignore,
        onResponseStart: ignore,
        onResponseData: ignore,
        onResponseEnd: done,
        onResponseError: done,
      },
    );
  });
  return warming;
}
