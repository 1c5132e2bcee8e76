/**
 * The few requests that the store makes, in plain values. Each write touches one item and carries its guard; when the
 * guard does not hold the answer is `false`, and everything else that goes wrong is thrown.
 */
import {
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key, KeyRange } from './keys.ts';

export type Values = Readonly<Record<string, unknown>>;

/** An expression with what its placeholders stand for. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Values;
}

export interface RangeQuery {
  readonly range: KeyRange;
  readonly filter?: Expression;
  readonly isNewestFirst?: boolean;
}

/** Told of what each request cost. `operation` is DynamoDB's own name, such as `PutItem`. */
export type OnCapacity = (operation: string, units: { readonly read: number; readonly write: number }) => void;

export interface Requests {
  /** Strongly consistent. The caller says what it has put there: every item has one writer's shape. */
  get<Item extends Key>(key: Key): Promise<Item | undefined>;
  put(item: Key & Values, guard: Expression): Promise<boolean>;
  /** `change` and `guard` share one set of placeholders. */
  update(key: Key, change: Expression, guard: Expression): Promise<boolean>;
  delete(key: Key, guard: Expression): Promise<boolean>;
  /** Strongly consistent. Follows the pages to the end. */
  query<Item extends Key>(query: RangeQuery): Promise<Item[]>;
  /** Every key that the index has in a partition, in the index's order. Eventually consistent, as all indexes are. */
  queryIndex(indexName: string, pk: string): Promise<Key[]>;
}

export function createRequests(options: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly onCapacity?: OnCapacity | undefined;
}): Requests {
  const { client, onCapacity } = options;
  const common = {
    TableName: options.tableName,
    ...(onCapacity && { ReturnConsumedCapacity: 'TOTAL' as const }),
  };

  const countRead = (operation: string, capacity: ConsumedCapacity | undefined) =>
    onCapacity?.(operation, { read: capacity?.CapacityUnits ?? 0, write: 0 });
  const countWrite = (operation: string, capacity: ConsumedCapacity | undefined) =>
    onCapacity?.(operation, { read: 0, write: capacity?.CapacityUnits ?? 0 });

  async function pages<Item>(input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const items: Item[] = [];
    let next: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(new QueryCommand({ ...common, ...input, ExclusiveStartKey: next }));
      countRead('Query', page.ConsumedCapacity);
      // A page may be empty and still not be the last one: the filter is applied after a page is cut.
      for (const item of page.Items ?? []) items.push(unmarshall(item) as Item);
      next = page.LastEvaluatedKey;
    } while (next);
    return items;
  }

  return {
    async get<Item>(key: Key) {
      const answer = await client.send(new GetItemCommand({ ...common, Key: marshall(key), ConsistentRead: true }));
      countRead('GetItem', answer.ConsumedCapacity);
      return answer.Item && (unmarshall(answer.Item) as Item);
    },

    put: (item, guard) =>
      whetherHeld(async () => {
        const answer = await client.send(new PutItemCommand({ ...common, Item: marshall(item), ...guarded(guard) }));
        countWrite('PutItem', answer.ConsumedCapacity);
      }),

    update: (key, change, guard) =>
      whetherHeld(async () => {
        const both = { text: guard.text, ...merged(change, guard) };
        const input = { ...common, Key: marshall(key), UpdateExpression: change.text, ...guarded(both) };
        const answer = await client.send(new UpdateItemCommand(input));
        countWrite('UpdateItem', answer.ConsumedCapacity);
      }),

    delete: (key, guard) =>
      whetherHeld(async () => {
        const answer = await client.send(new DeleteItemCommand({ ...common, Key: marshall(key), ...guarded(guard) }));
        countWrite('DeleteItem', answer.ConsumedCapacity);
      }),

    query({ range, filter, isNewestFirst }) {
      const inRange: Expression = {
        text: 'pk = :pk AND sk BETWEEN :from AND :to',
        values: { ':pk': range.pk, ':from': range.from, ':to': range.to },
      };
      return pages({
        KeyConditionExpression: inRange.text,
        ...(filter && { FilterExpression: filter.text }),
        ...placeholders(merged(inRange, filter)),
        ConsistentRead: true,
        ScanIndexForward: !isNewestFirst,
      });
    },

    queryIndex: (indexName, pk) =>
      pages({
        IndexName: indexName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk }),
      }),
  };
}

async function whetherHeld(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const guarded = (guard: Expression) => ({ ConditionExpression: guard.text, ...placeholders(guard) });

const merged = (one: Expression, other: Expression | undefined) => ({
  names: { ...one.names, ...other?.names },
  values: { ...one.values, ...other?.values },
});

/** The engine refuses empty maps, so what has no entries is left out. */
function placeholders({ names = {}, values = {} }: Omit<Expression, 'text'>) {
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
  };
}
