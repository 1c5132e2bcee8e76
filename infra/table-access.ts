/** How a function reaches the one table: at home by its name, from another region by looking the name up. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export type TableOperation = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

export interface TableAccess {
  /** What a function is told of the table. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the secrets are, and the table. */
  readonly homeRegion: string;
  /** Allows these operations on items. */
  statements(scope: Construct, ...operations: readonly TableOperation[]): PolicyStatement[];
}

/** Where the home stack writes the name of its table down. */
export const tableParameter = (stackName: string): string => `/nightjar-stacks/${stackName}/table`;

/** Access from a stack in another region of the same account. */
export function tableFromAbroad(home: { readonly stackName: string; readonly region: string }): TableAccess {
  const parameter = tableParameter(home.stackName);
  return {
    environment: { NIGHTJAR_TABLE_PARAMETER: parameter, NIGHTJAR_HOME_REGION: home.region },
    homeRegion: home.region,
    statements(scope, ...operations) {
      const { partition, account } = Stack.of(scope);
      const arn = (service: string, resource: string) =>
        `arn:${partition}:${service}:${home.region}:${account}:${resource}`;
      acknowledge(
        scope,
        `IAM5[Resource::arn:<AWS::Partition>:dynamodb:${home.region}:<AWS::AccountId>:table/${home.stackName}-Log*]`,
        'The name of the table ends with letters that are not known in another region.',
      );
      return [
        new PolicyStatement({
          actions: operations.map((operation) => `dynamodb:${operation}`),
          resources: [arn('dynamodb', `table/${home.stackName}-Log*`)],
        }),
        new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [arn('ssm', `parameter${parameter}`)] }),
      ];
    },
  };
}
