/** Composition of the notifier function. */
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { createPowertoolsLog } from '../../shared/log/powertools.ts';
import { createAwsSecrets } from '../../shared/secrets/aws.ts';
import { acknowledgeLinks } from '../../shared/senders/acknowledge-link.ts';
import { createSenders } from '../../shared/senders/index.ts';
import { createStore } from '../../shared/store/index.ts';
import { createLinkKey } from '../../shared/store/link-key.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { loadSsmClient } from '../load-ssm-client.ts';
import { needed } from '../needed.ts';
import { makeHandler } from './handler.ts';

const fleet: Fleet = JSON.parse(readFileSync(new URL('./fleet.json', import.meta.url), 'utf8'));
const topicPrefix = needed(process.env, 'NIGHTJAR_TOPIC_PREFIX');
const statusUrl = process.env.NIGHTJAR_STATUS_URL;
const logger = new Logger({ serviceName: 'nightjar-notifier' });
const log = createPowertoolsLog(logger);
const secrets = createAwsSecrets({ client: loadSsmClient, clock: systemClock });
const acknowledgeBase = process.env.NIGHTJAR_ACKNOWLEDGE_URL;
const table = { client: new DynamoDBClient({}), tableName: needed(process.env, 'NIGHTJAR_TABLE') };

export const handler = makeHandler({
  store: createStore(table),
  logbook: createLogbook(table),
  senders: createSenders({
    secrets,
    clock: systemClock,
    allowLoopback: process.env.NIGHTJAR_ALLOW_LOOPBACK === '1',
    sns: { client: new SNSClient({}), topicArn: (contactId) => topicPrefix + contactId, log },
  }),
  clock: systemClock,
  log,
  fleet,
  ...(statusUrl && { statusUrl }),
  ...(acknowledgeBase && { acknowledgeLinks: acknowledgeLinks(acknowledgeBase, createLinkKey(table)) }),
}).use(injectLambdaContext(logger));
