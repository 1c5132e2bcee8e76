/** Slots below a minute through SQS: a delayed message for each, which calls the tick function when it is due. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SlotCall, SlotQueue } from '../ports.ts';

export interface SqsSlotQueueOptions {
  /** The SDK is loaded when slots are asked for, which is once a minute. */
  readonly client: () => Promise<SQSClient>;
  readonly queueUrl: string;
  /** For one request, with the client's own attempts; 5 seconds unless given. */
  readonly timeoutMs?: number;
}

/** SQS takes no more messages in one request. */
const MOST_AT_ONCE = 10;

export function createSqsSlotQueue({ client, queueUrl, timeoutMs = 5000 }: SqsSlotQueueOptions): SlotQueue {
  let loading: Promise<SQSClient> | undefined;
  return {
    async ask(calls) {
      const [sqs, { SendMessageBatchCommand }] = await Promise.all([load(), import('./sqs-client.ts')]);
      for (let first = 0; first < calls.length; first += MOST_AT_ONCE) {
        const Entries = calls.slice(first, first + MOST_AT_ONCE).map(entryOf);
        const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
        const { Failed = [] } = await sqs.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        if (Failed.length > 0) throw refusal(Failed.length, Failed[0]?.Message);
      }
    },
  };

  function load(): Promise<SQSClient> {
    loading ??= client();
    return loading;
  }
}

/** A delay counts in whole seconds. It is rounded up, so that no slot is run before its time. */
const entryOf = ({ slot, cell, delayMs }: SlotCall, index: number) => ({
  Id: String(index),
  DelaySeconds: Math.ceil(delayMs / 1000),
  MessageBody: JSON.stringify({ slot: new Date(slot).toISOString(), cell }),
});

const refusal = (count: number, reason = 'no reason was given'): Error =>
  new Error(`SQS did not take ${count} of the slots of the coming minute; they will be gaps: ${reason}`);
