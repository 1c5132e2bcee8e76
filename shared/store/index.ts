/** The store on DynamoDB, or on anything that speaks its protocol. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock, Store } from '../ports.ts';
import { createCursors } from './cursors.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createIncidents } from './incidents.ts';
import { createMessages } from './messages.ts';
import { createRequests, type OnCapacity } from './requests.ts';
import { createStates } from './states.ts';
import { createTicks } from './ticks.ts';

export { createTable } from './create-table.ts';
export type { OnCapacity } from './requests.ts';
export { TABLE } from './table.ts';

export interface StoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How long the log of ticks is kept; 14 days unless told. */
  readonly tickRetentionDays?: number;
  /** Decides what has expired and which month is the newest; the machine's own clock unless told. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Asks the engine what each request costs, and is told. Writes whose guard did not hold are not counted. */
  readonly onCapacity?: OnCapacity;
}

export function createStore(options: StoreOptions): Store {
  const { client, tableName, onCapacity, tickRetentionDays = 14, clock = Date } = options;
  const requests = createRequests({ client, tableName, onCapacity });
  return {
    ...createTicks(requests, { clock, tickRetentionDays }),
    ...createCursors(requests),
    ...createStates(requests),
    ...createMessages(requests),
    ...createIncidents(requests, { clock }),
    ...createHeartbeats(requests),
  };
}
