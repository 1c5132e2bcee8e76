/** Publishes each tick to CloudWatch, in one request where its limits allow. */
import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricsDetail } from '../domain/monitor.ts';
import type { Metrics } from '../ports.ts';
import { metricData } from './metric-data.ts';

export interface CloudWatchOptions {
  readonly client: CloudWatchClient;
  /** `Nightjar` unless given; permission to publish is bound to it. */
  readonly namespace?: string;
  readonly detail: MetricsDetail;
  /** For all requests of a tick, which waits for them; 5 seconds unless given. */
  readonly timeoutMs?: number;
}

/** Rejects when CloudWatch has not taken everything; the requests that it took stay taken. */
export function createCloudWatchMetrics(options: CloudWatchOptions): Metrics {
  const { client, namespace = 'Nightjar', detail, timeoutMs = 5000 } = options;
  return {
    async publishTick(measure) {
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const requests = inRequests(metricData(measure, detail)).map((data) =>
        client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data }), { abortSignal }),
      );
      // All are waited for: a function that returns while a request runs would freeze it.
      const refused = (await Promise.allSettled(requests)).find((outcome) => outcome.status === 'rejected');
      if (refused) throw refused.reason;
    },
  };
}

const MAX_METRICS = 1000;
/** CloudWatch takes 1 MB; the rest is room for what the protocol adds. */
const MAX_BYTES = 900_000;

export function inRequests(data: readonly MetricDatum[]): MetricDatum[][] {
  const requests: MetricDatum[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const datum of data) {
    const size = JSON.stringify(datum).length;
    const last = requests.at(-1);
    const isFull = !last || last.length === MAX_METRICS || bytes + size > MAX_BYTES;
    if (isFull) requests.push([datum]);
    else last.push(datum);
    bytes = isFull ? size : bytes + size;
  }
  return requests;
}
