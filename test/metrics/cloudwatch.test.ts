import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../shared/domain/checks/result.ts';
import { createCloudWatchMetrics, inRequests } from '../../shared/metrics/cloudwatch.ts';
import type { TickMeasure } from '../../shared/ports.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { aMonitor, NOON } from '../domain/builders.ts';

interface Request {
  readonly Namespace: string;
  readonly MetricData: { readonly MetricName: string; readonly Timestamp: number }[];
}

/** Records what the SDK sends, unpacked, and answers with the status that a test wants of it, or never. */
let status: number | 'silence';
let requests: Request[];
let endpoint: AwsEndpoint;
let client: CloudWatchClient;

beforeEach(async () => {
  status = 200;
  requests = [];
  endpoint = await startAwsEndpoint(async (request, response) => {
    const sent = Buffer.concat(await request.toArray());
    const isPacked = request.headers['content-encoding'] === 'gzip';
    requests.push(JSON.parse((isPacked ? gunzipSync(sent) : sent).toString()));
    if (status === 'silence') return;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(status === 200 ? '{}' : JSON.stringify({ __type: 'LimitExceeded', message: 'too much' }));
  });
  client = new CloudWatchClient(endpoint.settings);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

function aMeasure(count: number): TickMeasure {
  const ids = Array.from({ length: count }, (_, index) => `monitor-${index}`);
  const results: Result[] = ids.map((monitorId, index) => ({ monitorId, verdict: 'up', totalMs: index }));
  const tick = {
    slot: NOON,
    previous: NOON - 60_000,
    cell: '0of1',
    region: 'eu-west-1',
    startedAt: NOON,
    endedAt: NOON,
  };
  return { tick: { ...tick, results }, monitors: ids.map((id) => aMonitor({ id })), lagMs: 0, durationMs: 0 };
}

describe('publishing a tick', () => {
  it('is one request, dated with the slot, in the namespace', async () => {
    await createCloudWatchMetrics({ client, detail: 'monitor' }).publishTick(aMeasure(400));
    expect(requests.map(({ Namespace, MetricData }) => `${Namespace} ${MetricData.length}`)).toEqual(['Nightjar 803']);
    expect(requests[0]?.MetricData[0]).toMatchObject({
      MetricName: 'Up',
      Dimensions: [{ Name: 'Monitor', Value: 'monitor-0' }],
      Timestamp: NOON / 1000,
      Values: [1],
      Counts: [1],
    });
  });

  it('is two when there are more than a thousand metrics', async () => {
    await createCloudWatchMetrics({ client, detail: 'monitor', namespace: 'Mine' }).publishTick(aMeasure(500));
    const sizes = requests.map(({ Namespace, MetricData }) => `${Namespace} ${MetricData.length}`);
    expect(sizes.sort()).toEqual(['Mine 1000', 'Mine 3']);
  });

  it.each([400, 500])('rejects when CloudWatch answers %i, and then nothing is left running', async (refusal) => {
    status = refusal;
    const publishing = createCloudWatchMetrics({ client, detail: 'monitor' }).publishTick(aMeasure(500));
    await expect(publishing).rejects.toThrow();
    expect(requests).toHaveLength(2);
  });

  it('does not wait for ever', async () => {
    status = 'silence';
    const publishing = createCloudWatchMetrics({ client, detail: 'fleet', timeoutMs: 200 }).publishTick(aMeasure(1));
    await expect(publishing).rejects.toThrow();
  });
});

it('no request is larger than CloudWatch takes, and nothing is left out', () => {
  const large = (index: number): MetricDatum => ({ MetricName: `${index}`.padEnd(200_000, 'x') });
  const data = Array.from({ length: 10 }, (_, index) => large(index));
  const parts = inRequests(data);
  expect(parts.map((part) => part.length)).toEqual([4, 4, 2]);
  expect(parts.flat()).toEqual(data);
  expect(inRequests([])).toEqual([]);
});
