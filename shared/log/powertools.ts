/** The log as structured JSON lines, by way of Powertools. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../ports.ts';

/** An `Error` among the fields is written with its stack and its causes. */
export const createPowertoolsLog = (logger: Pick<Logger, 'info' | 'warn' | 'error'>): Log => ({
  info: (message, fields = {}) => logger.info(message, fields),
  warn: (message, fields = {}) => logger.warn(message, fields),
  error: (message, fields = {}) => logger.error(message, fields),
});
