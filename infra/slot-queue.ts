/**
 * Calls the tick function at slots below a minute. Each message is a call of its own and comes when its delay is over;
 * the function itself sends them, once a minute.
 */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** AWS's advice: room for Lambda's own attempts at finding a function that is free. */
const VISIBILITY_IN_TIMEOUTS = 6;
/** A message is asked for up to two minutes ahead; one that nobody took soon after its slot is worth nothing. */
const RETENTION = Duration.minutes(5);
/** A message comes again when a poller stumbled. When its tick failed it comes too late, and is let go by the function. */
const MOST_RECEIVES = 3;

export class SlotQueue extends Construct {
  private readonly queue: Queue;

  constructor(scope: Construct, id: string, props: { readonly tickTimeout: Duration; readonly failures: IQueue }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(props.tickTimeout.toSeconds() * VISIBILITY_IN_TIMEOUTS),
      deadLetterQueue: { queue: props.failures, maxReceiveCount: MOST_RECEIVES },
    });
  }

  get url(): string {
    return this.queue.queueUrl;
  }

  sendStatement(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  /** One message a call: a slow tick keeps no other message waiting. */
  call(target: LambdaFunction): void {
    target.addEventSource(new SqsEventSource(this.queue, { batchSize: 1 }));
  }
}
