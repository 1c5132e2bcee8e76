/** Subscriptions of other kinds than queues, and what SNS says of all of them. */
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { clientOptions, createFunction } from './aws.ts';
import { type EmulatorPlace, HOME_REGION } from './emulator.ts';
import { zipOf } from './zip.ts';

/** A function that hands its event on to `url`. */
export async function subscribeFunction(place: EmulatorPlace, topicArn: string, url: string): Promise<void> {
  const post = `fetch(${JSON.stringify(url)}, { method: 'POST', body: JSON.stringify(event) })`;
  const zip = zipOf('index.mjs', `export const handler = async (event) => { await ${post}; };\n`);
  const Endpoint = await createFunction(place, HOME_REGION, 'subscriber', zip);
  await withSns(place, (sns) => sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'lambda', Endpoint })));
}

/** SNS asks for a confirmation by a request to `url`, and delivers nothing before it has come. */
export async function subscribeUrl(place: EmulatorPlace, topicArn: string, url: string): Promise<void> {
  const command = new SubscribeCommand({ TopicArn: topicArn, Protocol: 'http', Endpoint: url });
  await withSns(place, (sns) => sns.send(command));
}

/** As everybody can by the link at the end of a mail. The emulator takes every address for confirmed, and this one back. */
export async function unsubscribeAll(place: EmulatorPlace, topicArn: string): Promise<void> {
  await withSns(place, async (sns) => {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    for (const { SubscriptionArn } of Subscriptions) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  });
}

export interface Counts {
  readonly confirmed: number;
  readonly pending: number;
}

export async function countsOf(place: EmulatorPlace, topicArn: string): Promise<Counts> {
  const command = new GetTopicAttributesCommand({ TopicArn: topicArn });
  const { Attributes = {} } = await withSns(place, (sns) => sns.send(command));
  return { confirmed: Number(Attributes.SubscriptionsConfirmed), pending: Number(Attributes.SubscriptionsPending) };
}

/** By protocol and endpoint, the ARN of the queue for what cannot be delivered to it. */
export async function deadLetterQueuesOf(place: EmulatorPlace, topicArn: string): Promise<ReadonlyMap<string, string>> {
  return withSns(place, async (sns) => {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    const queues = new Map<string, string>();
    for (const { Protocol, Endpoint, SubscriptionArn } of Subscriptions) {
      const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      if (Attributes.RedrivePolicy)
        queues.set(`${Protocol} ${Endpoint}`, JSON.parse(Attributes.RedrivePolicy).deadLetterTargetArn);
    }
    return queues;
  });
}

async function withSns<T>(place: EmulatorPlace, ask: (sns: SNSClient) => Promise<T>): Promise<T> {
  const sns = new SNSClient(clientOptions(place, HOME_REGION));
  try {
    return await ask(sns);
  } finally {
    sns.destroy();
  }
}
