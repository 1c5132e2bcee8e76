/** Creates the table on an engine that has no CloudFormation. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from './table.ts';

const POLL_MS = 20;
const PATIENCE_MS = 30_000;

/** Resolves when the table can be used, whether it was there before or not. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const { partitionKey, sortKey, attentionIndex } = TABLE;
  const attributes = new Map([partitionKey, sortKey, attentionIndex.sortKey].map(({ name, type }) => [name, type]));
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
          AttributeName,
          AttributeType,
        })),
        KeySchema: schemaOf(partitionKey.name, sortKey.name),
        GlobalSecondaryIndexes: [
          {
            IndexName: attentionIndex.name,
            KeySchema: schemaOf(attentionIndex.partitionKey.name, attentionIndex.sortKey.name),
            Projection: { ProjectionType: attentionIndex.projection },
          },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await untilActive(client, tableName);
}

const schemaOf = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

async function untilActive(client: DynamoDBClient, tableName: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
    if ((await statusOf(client, tableName)) === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`The table ${tableName} was not ready within ${PATIENCE_MS / 1000} s of being created.`);
}

async function statusOf(client: DynamoDBClient, tableName: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
