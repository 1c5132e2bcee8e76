/** Where everything ends up that a function could not deal with. It is empty on a good day, and an alarm says when it is not. */
import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export class FailureQueue extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { enforceSSL: true, retentionPeriod: Duration.days(14) });
    acknowledge(this, 'SQS3', 'This is a dead-letter queue itself.');
  }
}
