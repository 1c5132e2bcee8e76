/**
 * The key that signs links, made by whoever needs it first and kept in the table: who may write there can acknowledge
 * without a link anyway. Deleting the item makes a new key, and all links that are out are void.
 */
import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Key, LINK_KEY } from './keys.ts';
import { createRequests, type Expression } from './requests.ts';

interface KeyItem extends Key {
  /** 256 random bits in hexadecimal digits. */
  readonly key: string;
}

const isAbsent: Expression = { text: 'attribute_not_exists(pk)' };

/** Each call reads it, so that a key that was replaced is not used for long. */
export function createLinkKey(options: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): () => Promise<string> {
  const requests = createRequests(options);
  return async () => {
    const kept = await requests.get<KeyItem>(LINK_KEY);
    if (kept) return kept.key;
    const key = randomBytes(32).toString('hex');
    if (await requests.put({ ...LINK_KEY, key }, isAbsent)) return key;
    const first = await requests.get<KeyItem>(LINK_KEY);
    if (!first) throw new Error('The key for links was there and is gone; was it deleted at this very moment?');
    return first.key;
  };
}
