/**
 * The status function as Lambda loads it. Synthesis writes `public.json` beside the bundle: the public part of the
 * configuration is all of it that ever gets here.
 */
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import manifest from '../../package.json' with { type: 'json' };
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { PublicFleet } from '../../shared/domain/status.ts';
import { createPowertoolsLog } from '../../shared/log/powertools.ts';
import { createStore } from '../../shared/store/index.ts';
import { needed } from '../needed.ts';
import { makeHandler } from './handler.ts';

const fleet: PublicFleet = JSON.parse(readFileSync(new URL('./public.json', import.meta.url), 'utf8'));
/** Set where there are several regions. */
const otherRegions = process.env.NIGHTJAR_OTHER_REGIONS?.split(',');
const cellCount = Number(needed(process.env, 'NIGHTJAR_CELLS'));

// A visitor waits: better an error soon, which a CDN covers with its last copy, than an answer after a minute.
const client = new DynamoDBClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
});

export const handler = makeHandler({
  store: createStore({ client, tableName: needed(process.env, 'NIGHTJAR_TABLE') }),
  clock: systemClock,
  log: createPowertoolsLog(new Logger({ serviceName: 'nightjar-status' })),
  fleet,
  cells: Array.from({ length: cellCount }, (_, index) => ({ index, count: cellCount })),
  region: needed(process.env, 'AWS_REGION'),
  ...(otherRegions && { otherRegions }),
  tickMs: Number(needed(process.env, 'NIGHTJAR_TICK_MS')),
  version: manifest.version,
});
