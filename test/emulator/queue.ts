/** A queue that hears what Nightjar says on a topic. CloudWatch's alarms, which use it too, are left out. */
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions } from './aws.ts';
import { ACCOUNT, type EmulatorPlace, HOME_REGION } from './emulator.ts';

export interface Heard {
  /** Absent where it is delivered raw. */
  readonly subject?: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Listener {
  /** Everything heard so far, oldest first. */
  hear(): Promise<readonly Heard[]>;
}

interface Envelope {
  readonly Subject: string;
  readonly Message: string;
  /** An alarm has none. */
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

export interface ListenOptions {
  /** The text alone, with the attributes of the message as those of the queue's. */
  readonly isRaw?: boolean;
  readonly filter?: Readonly<Record<string, readonly string[]>>;
}

/** A subscription of a queue of that name, which needs no confirmation. */
export async function listenTo(
  place: EmulatorPlace,
  topicArn: string,
  name: string,
  { isRaw = false, filter }: ListenOptions = {},
): Promise<Listener> {
  const sqs = sqsOf(place, HOME_REGION);
  const arn = `arn:aws:sqs:${HOME_REGION}:${ACCOUNT}:${name}`;
  const Attributes = { Policy: JSON.stringify(policyFor(arn, topicArn)) };
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const sns = new SNSClient(clientOptions(place, HOME_REGION));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: arn,
      Attributes: {
        ...(isRaw && { RawMessageDelivery: 'true' }),
        ...(filter && { FilterPolicy: JSON.stringify(filter) }),
      },
    }),
  );
  sns.destroy();
  const heard: Heard[] = [];
  return {
    async hear() {
      for (const message of await drain(sqs, QueueUrl)) {
        const one = isRaw ? readRaw(message) : readEnvelope(message);
        if (one) heard.push(one);
      }
      return heard;
    },
  };
}

const policyFor = (queueArn: string, topicArn: string) => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    },
  ],
});

/** The bodies of what is in the one queue whose name begins like that. They are gone from it then. */
export async function bodiesIn(place: EmulatorPlace, region: string, prefix: string): Promise<readonly string[]> {
  const sqs = sqsOf(place, region);
  const messages = await drain(sqs, await urlOf(sqs, prefix));
  sqs.destroy();
  return messages.map(({ Body = '' }) => Body);
}

/** Who may send to it. */
export async function policyOf(
  place: EmulatorPlace,
  region: string,
  prefix: string,
): Promise<{ readonly Statement: readonly unknown[] }> {
  const sqs = sqsOf(place, region);
  const QueueUrl = await urlOf(sqs, prefix);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }));
  sqs.destroy();
  return JSON.parse(Attributes?.Policy ?? '{"Statement":[]}');
}

async function urlOf(sqs: SQSClient, prefix: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  const [url, ...others] = QueueUrls;
  if (url === undefined || others.length > 0) throw new Error(`There is not one queue ${prefix}…: ${QueueUrls}`);
  return url;
}

const sqsOf = (place: EmulatorPlace, region: string): SQSClient =>
  new SQSClient({ ...clientOptions(place, region), useQueueUrlAsEndpoint: false });

async function drain(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const found: Message[] = [];
  for (;;) {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
    const { Messages = [] } = await sqs.send(command);
    if (Messages.length === 0) return found;
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    found.push(...Messages);
  }
}

function readRaw({ Body = '', MessageAttributes }: Message): Heard | undefined {
  if (!MessageAttributes) return undefined;
  return { text: Body, attributes: mapValues(MessageAttributes, ({ StringValue = '' }) => StringValue) };
}

function readEnvelope({ Body = '' }: Message): Heard | undefined {
  const { Subject: subject, Message: text, MessageAttributes }: Envelope = JSON.parse(Body);
  return MessageAttributes && { subject, text, attributes: mapValues(MessageAttributes, ({ Value }) => Value) };
}

const mapValues = <T>(record: Readonly<Record<string, T>>, value: (one: T) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, one]) => [name, value(one)]));
