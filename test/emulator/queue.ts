/** A queue that hears everything that Nightjar says on a topic. CloudWatch's alarms, which use it too, are left out. */
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ACCOUNT, type Emulator, REGION } from './emulator.ts';

export interface Heard {
  readonly subject: string;
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

export async function listenTo(emulator: Emulator, topicArn: string): Promise<Listener> {
  const sqs = sqsOf(emulator);
  const { QueueUrl } = await sqs('CreateQueue', { QueueName: 'nightjar-test' });
  const sns = new SNSClient(clientOptions(emulator));
  const endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:nightjar-test`;
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: endpoint }));
  sns.destroy();
  const heard: Heard[] = [];
  return {
    async hear() {
      for (;;) {
        const { Messages = [] } = await sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
        if (Messages.length === 0) return heard;
        for (const { Body, ReceiptHandle } of Messages as { Body: string; ReceiptHandle: string }[]) {
          const { MessageAttributes: attributes, Subject: subject, Message: text }: Envelope = JSON.parse(Body);
          if (attributes) heard.push({ subject, text, attributes: valuesOf(attributes) });
          await sqs('DeleteMessage', { QueueUrl, ReceiptHandle });
        }
      }
    },
  };
}

export const clientOptions = ({ endpoint }: Emulator) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const valuesOf = (attributes: NonNullable<Envelope['MessageAttributes']>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { Value }]) => [name, Value]));

/** SQS speaks JSON, and three calls are not worth a dependency. The emulator asks for no valid signature. */
function sqsOf({ endpoint }: Emulator) {
  return async (action: string, input: object) => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `AmazonSQS.${action}`,
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20261122/${REGION}/sqs/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`SQS ${action} answered ${answer.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
}
