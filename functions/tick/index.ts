/** Composition of the tick function. */
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { processEventLoop } from '../../shared/clock/event-loop.ts';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { minutePartMs } from '../../shared/domain/time/grid.ts';
import { createPowertoolsLog } from '../../shared/log/powertools.ts';
import { createCloudWatchMetrics } from '../../shared/metrics/cloudwatch.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createAwsSecrets } from '../../shared/secrets/aws.ts';
import { createSqsSlotQueue } from '../../shared/slot-queue/sqs.ts';
import { createStore } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { loadSqsClient } from '../load-sqs-client.ts';
import { loadSsmClient } from '../load-ssm-client.ts';
import { needed } from '../needed.ts';
import { findTable } from './find-table.ts';
import { makeHandler } from './handler.ts';

const fleet: Fleet = JSON.parse(readFileSync(new URL('./fleet.json', import.meta.url), 'utf8'));
const logger = new Logger({ serviceName: 'nightjar-tick' });
/** Set where some interval is below a minute. */
const queueUrl = process.env.NIGHTJAR_SLOT_QUEUE;
/** Set where the table is in another region than this function. */
const homeRegion = process.env.NIGHTJAR_HOME_REGION;
const dynamo = new DynamoDBClient(homeRegion ? { region: homeRegion } : {});
const table = { client: dynamo, tableName: await findTable(process.env) };
const store = createStore(table);

export const handler = makeHandler({
  store,
  logbook: createLogbook(table),
  probe: createProbe({
    beats: store,
    states: store,
    allowLoopback: process.env.NIGHTJAR_ALLOW_LOOPBACK === '1',
    // Those of the function's own role.
    awsCredentials: dynamo.config.credentials,
  }),
  secrets: createAwsSecrets({ client: loadSsmClient, clock: systemClock }),
  metrics: createCloudWatchMetrics({
    client: new CloudWatchClient({}),
    namespace: needed(process.env, 'NIGHTJAR_NAMESPACE'),
    detail: fleet.metrics,
  }),
  clock: systemClock,
  loop: processEventLoop,
  log: createPowertoolsLog(logger),
  fleet,
  region: needed(process.env, 'AWS_REGION'),
  ...(queueUrl && {
    finer: { tickMs: minutePartMs(fleet.monitors), queue: createSqsSlotQueue({ client: loadSqsClient, queueUrl }) },
  }),
}).use(injectLambdaContext(logger));
