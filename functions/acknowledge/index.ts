/** Composition of the acknowledge function. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../shared/clock/system-clock.ts';
import { createPowertoolsLog } from '../../shared/log/powertools.ts';
import { readAcknowledgeToken } from '../../shared/senders/acknowledge-link.ts';
import { createStore } from '../../shared/store/index.ts';
import { createLinkKey } from '../../shared/store/link-key.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { newId } from '../../shared/store/new-id.ts';
import { needed } from '../needed.ts';
import { makeHandler } from './handler.ts';

// Somebody waits, at night: better an error soon.
const client = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
});
const table = { client, tableName: needed(process.env, 'NIGHTJAR_TABLE') };
const linkKey = createLinkKey(table);

export const handler = makeHandler({
  store: createStore(table),
  logbook: createLogbook(table),
  clock: systemClock,
  newId,
  log: createPowertoolsLog(new Logger({ serviceName: 'nightjar-acknowledge' })),
  readLink: async (token, now) => readAcknowledgeToken(await linkKey(), token, now),
});
