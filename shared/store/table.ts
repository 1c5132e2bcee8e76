/**
 * The one table as data: what every engine has to offer, whoever creates it. CloudFormation does in AWS, `createTable`
 * does elsewhere, and neither may drift from the other.
 */
export const TABLE = {
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  /** Sparse: only a state row with work for the notifier has `attention`, so only such a row is in the index. */
  attentionIndex: {
    name: 'attention',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'attention', type: 'N' },
    projection: 'KEYS_ONLY',
  },
  /** Seconds since the epoch. The engine deletes late or never, so every read filters expired items itself. */
  expiryAttribute: 'expiresAt',
} as const;
