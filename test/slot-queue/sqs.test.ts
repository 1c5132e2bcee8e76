import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { createSqsSlotQueue } from '../../shared/slot-queue/sqs.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { NOON } from '../domain/builders.ts';

interface Entry {
  readonly Id: string;
  readonly DelaySeconds: number;
  readonly MessageBody: string;
}

/** Answers as SQS does; refuses the entries whose ids are in `refused`. */
let refused: Set<string>;
let asked: { QueueUrl: string; Entries: Entry[] }[];
let endpoint: AwsEndpoint;
let client: SQSClient;

beforeEach(async () => {
  refused = new Set();
  asked = [];
  endpoint = await startAwsEndpoint(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    asked.push(body);
    const Failed = body.Entries.filter(({ Id }: Entry) => refused.has(Id)).map(({ Id }: Entry) => ({
      Id,
      SenderFault: false,
      Code: 'InternalError',
      Message: 'try again',
    }));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ Successful: [], Failed }));
  });
  client = new SQSClient(endpoint.settings);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

const queue = () =>
  createSqsSlotQueue({ client: async () => client, queueUrl: 'https://sqs.example.org/0/slots', timeoutMs: 2000 });
const callAt = (seconds: number, delayMs: number) => ({ slot: NOON + seconds * 1000, cell: WHOLE_FLEET, delayMs });

describe('slots through SQS', () => {
  it('are one request, with a message and a delay for each', async () => {
    await queue().ask([callAt(0, 0), callAt(20, 19_001), callAt(40, 40_000)]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.Entries.map(({ DelaySeconds }) => DelaySeconds)).toEqual([0, 20, 40]);
    expect(JSON.parse(asked[0]?.Entries[1]?.MessageBody ?? '')).toEqual({
      slot: '2026-11-22T12:00:20.000Z',
      cell: WHOLE_FLEET,
    });
  });

  it('are several requests where one cannot hold them', async () => {
    await queue().ask(Array.from({ length: 12 }, (_, index) => callAt(index, 0)));
    expect(asked.map(({ Entries }) => Entries.length)).toEqual([10, 2]);
  });

  it('are not taken for granted when one of them was refused', async () => {
    refused.add('1');
    await expect(queue().ask([callAt(0, 0), callAt(20, 0)])).rejects.toThrow(
      'SQS did not take 1 of the slots of the coming minute; they will be gaps: try again',
    );
  });
});
