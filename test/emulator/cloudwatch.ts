/** What was published of a metric during the last hour. */
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { clientOptions } from './aws.ts';
import type { EmulatorPlace } from './emulator.ts';

const HOUR_MS = 3_600_000;

export async function samplesOf(place: EmulatorPlace, region: string, metricName: string) {
  const client = new CloudWatchClient(clientOptions(place, region));
  const now = Date.now();
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Nightjar',
      MetricName: metricName,
      StartTime: new Date(now - HOUR_MS),
      EndTime: new Date(now + 60_000),
      Period: 7200,
      Statistics: ['Minimum', 'Maximum', 'SampleCount'],
    }),
  );
  client.destroy();
  return {
    minimum: Math.min(...Datapoints.map(({ Minimum = Number.NaN }) => Minimum)),
    maximum: Math.max(...Datapoints.map(({ Maximum = Number.NaN }) => Maximum)),
    count: Datapoints.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0),
  };
}
