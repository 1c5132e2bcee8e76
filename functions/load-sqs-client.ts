/** The SDK is loaded with the first slot that is asked for, so that a fleet of whole minutes never pays for it. */
import type { SQSClient } from '@aws-sdk/client-sqs';

export async function loadSqsClient(): Promise<SQSClient> {
  const { SQSClient } = await import('../shared/slot-queue/sqs-client.ts');
  return new SQSClient({});
}
