/** Logs what a handler throws, with its causes, before Lambda counts it as an error. */
import type { MiddlewareObj } from '@middy/core';
import type { Log } from '../shared/ports.ts';

export const logFaults = (log: Log, message: string): MiddlewareObj<unknown, unknown, Error> => ({
  onError: ({ error }) => {
    if (error) log.error(message, { error });
  },
});
