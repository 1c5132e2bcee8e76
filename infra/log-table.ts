/** The one table: the log of ticks, and everything that is folded from it. Its shape is the store's own. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TABLE } from '../shared/store/table.ts';
import type { TableAccess, TableOperation } from './table-access.ts';

const TYPES = { S: AttributeType.STRING, N: AttributeType.NUMBER };
const attribute = ({ name, type }: { readonly name: string; readonly type: keyof typeof TYPES }) => ({
  name,
  type: TYPES[type],
});

export class LogTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { partitionKey, sortKey, attentionIndex, expiryAttribute } = TABLE;
    this.table = new TableV2(this, 'Table', {
      partitionKey: attribute(partitionKey),
      sortKey: attribute(sortKey),
      globalSecondaryIndexes: [
        {
          indexName: attentionIndex.name,
          partitionKey: attribute(attentionIndex.partitionKey),
          sortKey: attribute(attentionIndex.sortKey),
          projectionType: ProjectionType[attentionIndex.projection],
        },
      ],
      timeToLiveAttribute: expiryAttribute,
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // History outlives the stack; docs/deploy.md says how to delete it.
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Allows these operations on items, for example `GetItem`. */
  itemStatement(...operations: readonly TableOperation[]): PolicyStatement {
    const actions = operations.map((operation) => `dynamodb:${operation}`);
    return new PolicyStatement({ actions, resources: [this.table.tableArn] });
  }

  /** For functions in the same region. */
  get access(): TableAccess {
    return {
      environment: { NIGHTJAR_TABLE: this.table.tableName },
      homeRegion: Stack.of(this).region,
      statements: (_scope, ...operations) => [this.itemStatement(...operations)],
    };
  }

  /** Allows looking up which rows the notifier has work with. */
  attentionStatement(): PolicyStatement {
    const index = Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: `${this.table.tableName}/index/${TABLE.attentionIndex.name}`,
    });
    return new PolicyStatement({ actions: ['dynamodb:Query'], resources: [index] });
  }
}
