/**
 * Which secrets a function may read: exactly those that its part of the configuration refers to. All of them are read
 * through Parameter Store, which also hands out what Secrets Manager keeps.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { referencesIn } from '../shared/domain/checks/references.ts';
import { parameterOf } from '../shared/secrets/parameter-of.ts';

/** Secrets are kept once, in the region of the table, which is the scope's own unless it is given. */
export function secretStatements(
  scope: Construct,
  configuration: unknown,
  region: string = Stack.of(scope).region,
): PolicyStatement[] {
  const { partition, account } = Stack.of(scope);
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const parameters = [...new Set(referencesIn(JSON.stringify(configuration)))].map(parameterOf);
  if (parameters.length === 0) return [];
  const secrets = parameters.flatMap(({ secretId }) => (secretId === undefined ? [] : [secretId]));
  return [
    new PolicyStatement({
      actions: ['ssm:GetParameter'],
      resources: parameters.map(({ name }) => arn('ssm', `parameter${name}`)),
    }),
    // Secrets Manager ends each ARN with six random characters.
    ...(secrets.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: ['secretsmanager:GetSecretValue'],
            resources: secrets.map((id) => arn('secretsmanager', `secret:${id}-??????`)),
          }),
        ]),
  ];
}
