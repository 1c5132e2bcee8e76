/**
 * Who has confirmed a subscription. SNS takes a message for a topic that nobody has confirmed, answers with a message id
 * and delivers it to nobody, so its word alone is not enough.
 */
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Clock } from '../ports.ts';

/** So long an answer is good for, in milliseconds: whoever has just confirmed waits no longer for the next attempt. */
const REMEMBERED_MS = 60_000;
/** For the question, in milliseconds. An alert does not wait for a slow answer to it. */
const PATIENCE_MS = 3000;

export interface Confirmations {
  readonly confirmed: number;
  readonly pending: number;
}

/**
 * By the ARN of a topic; rejects with what SNS says where it does not say how many. What it said is remembered for a
 * minute, what it refused is not. Counts may lag behind what people do by some seconds.
 */
export function createConfirmationCounter(
  client: SNSClient,
  clock: Pick<Clock, 'now'>,
): (topicArn: string) => Promise<Confirmations> {
  const known = new Map<string, { readonly until: number; readonly counts: Promise<Confirmations> }>();
  return (topicArn) => {
    const now = clock.now();
    const remembered = known.get(topicArn);
    if (remembered && now < remembered.until) return remembered.counts;
    const counts = countConfirmations(client, topicArn);
    known.set(topicArn, { until: now + REMEMBERED_MS, counts });
    counts.catch(() => known.delete(topicArn));
    return counts;
  };
}

async function countConfirmations(client: SNSClient, topicArn: string): Promise<Confirmations> {
  const command = new GetTopicAttributesCommand({ TopicArn: topicArn });
  const { Attributes = {} } = await client.send(command, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
  const { SubscriptionsConfirmed: confirmed, SubscriptionsPending: pending } = Attributes;
  if (confirmed === undefined) throw new Error(`SNS does not say how many subscriptions of ${topicArn} are confirmed`);
  return { confirmed: Number(confirmed), pending: Number(pending ?? 0) };
}

export interface Subscription {
  /** `email`, `sms`, `sqs` and so on. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** All subscriptions of a topic, as SNS lists them: those that wait have no ARN yet. */
export async function listSubscriptions(client: SNSClient, topicArn: string): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(NextToken !== undefined && { NextToken }) }),
    );
    for (const { Protocol = '', Endpoint = '', SubscriptionArn } of page.Subscriptions ?? []) {
      found.push({
        protocol: Protocol,
        endpoint: Endpoint,
        isConfirmed: SubscriptionArn?.startsWith('arn:') ?? false,
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
