/** One topic for each contact that is reached by email or text message, with its subscriptions. */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Contact, SnsContact } from '../shared/domain/alerting/contact.ts';
import { acknowledge } from './acknowledge.ts';

export class ContactTopics extends Construct {
  /** What the ARN of every topic begins with; the contact's id is the rest. */
  readonly arnPrefix: string;
  /** By contact. */
  readonly topics: ReadonlyMap<string, Topic>;
  /** Messages that SNS could not deliver to a subscription, such as an address that bounces. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, contacts: readonly Contact[]) {
    super(scope, id);
    const stack = Stack.of(this);
    this.arnPrefix = stack.formatArn({ service: 'sns', resource: `${stack.stackName}-` });
    this.undelivered = new Queue(this, 'Undelivered', { enforceSSL: true, retentionPeriod: Duration.days(14) });
    acknowledge(this.undelivered, 'SQS3', 'This is a dead-letter queue itself.');
    const reached = contacts.filter((contact) => contact.kind === 'sns');
    this.topics = new Map(reached.map((contact) => [contact.id, this.topicFor(contact)]));
  }

  private topicFor(contact: SnsContact): Topic {
    const topic = new Topic(this, contact.id, {
      topicName: `${Stack.of(this).stackName}-${contact.id}`,
      displayName: 'Nightjar',
      enforceSSL: true,
    });
    // A topic with a policy of its own no longer trusts its account by default, and alarms come from the service.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const address of contact.email) this.subscribe(topic, SubscriptionProtocol.EMAIL, address);
    for (const number of contact.sms) this.subscribe(topic, SubscriptionProtocol.SMS, number);
    return topic;
  }

  private subscribe(topic: Topic, protocol: SubscriptionProtocol, endpoint: string): void {
    new Subscription(topic, endpoint, { topic, protocol, endpoint, deadLetterQueue: this.undelivered });
  }
}
