/** Composition of the beat function. Synthesis writes `beats.json` beside the bundle: whose each token is, by its hash. */
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { BeatToken } from '../../shared/domain/checks/heartbeat.ts';
import { createPowertoolsLog } from '../../shared/log/powertools.ts';
import { createStore } from '../../shared/store/index.ts';
import { needed } from '../needed.ts';
import { makeHandler } from './handler.ts';

const tokens: readonly BeatToken[] = JSON.parse(readFileSync(new URL('./beats.json', import.meta.url), 'utf8'));

// A job waits for the answer, and will try again: better an error soon.
const client = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
});

export const handler = makeHandler({
  store: createStore({ client, tableName: needed(process.env, 'NIGHTJAR_TABLE') }),
  clock: systemClock,
  log: createPowertoolsLog(new Logger({ serviceName: 'nightjar-beat' })),
  tokens,
});
