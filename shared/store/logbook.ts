/** The logbook in the same table as the store, or in any that speaks its protocol. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock, Logbook } from '../ports.ts';
import { createAudit } from './audit.ts';
import { createOverrides } from './overrides.ts';
import { createRemarks } from './remarks.ts';
import { createRequests, type OnCapacity } from './requests.ts';

export interface LogbookOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Decides what has expired and which month is the newest; the machine's own clock unless told. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Asks the engine what each request costs, and is told. */
  readonly onCapacity?: OnCapacity;
}

export function createLogbook({ client, tableName, clock = Date, onCapacity }: LogbookOptions): Logbook {
  const requests = createRequests({ client, tableName, onCapacity });
  return {
    ...createOverrides(requests),
    ...createRemarks(requests),
    ...createAudit(requests, { clock }),
  };
}
