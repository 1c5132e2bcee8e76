/**
 * What a tick measured, as CloudWatch wants it. Pure.
 *
 * There is no dimension for the region: each region publishes to its own CloudWatch. Sums mislead, because a request
 * that is sent twice counts twice: read averages, minima, maxima and percentiles.
 */
import type { Dimension, MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Result } from '../domain/checks/result.ts';
import { isAscii, shorten, transliterate } from '../domain/messages/transliterate.ts';
import type { MetricsDetail } from '../domain/monitor.ts';
import { hashOf } from '../domain/time/slot.ts';
import type { TickMeasure } from '../ports.ts';

/** How many different values one datum may hold. */
const MAX_VALUES = 150;

/** CloudWatch takes 1024 characters; nobody reads so many, and they travel with every datum. */
const MAX_DIMENSION = 250;

/**
 * `Up` (1: up or degraded, 0: down) and `ResponseTime` (ms) of each monitor, each group or the fleet, by `detail`; then
 * `ChecksCompleted`, `TickLag` and `TickDuration`. A check without a verdict says nothing about its monitor.
 */
export function metricData(measure: TickMeasure, detail: MetricsDetail): MetricDatum[] {
  const { tick, lagMs, durationMs } = measure;
  const known = tick.results.filter((result) => result.verdict !== 'unknown');
  const perSubject = [...bySubject(measure, known, detail)].flatMap(([subject, results]) => {
    const of = detail === 'fleet' ? [] : [{ Name: detail === 'group' ? 'Group' : 'Monitor', Value: subject }];
    return [
      ...data(
        'Up',
        'None',
        results.map((result) => (result.verdict === 'down' ? 0 : 1)),
        of,
      ),
      ...data(
        'ResponseTime',
        'Milliseconds',
        results.flatMap(({ totalMs }) => totalMs ?? []),
        of,
      ),
    ];
  });
  const ofTick = [
    ...data('ChecksCompleted', 'Count', [tick.results.length]),
    ...data('TickLag', 'Milliseconds', [lagMs]),
    ...data('TickDuration', 'Milliseconds', [durationMs]),
  ];
  const Timestamp = new Date(tick.slot);
  return [...perSubject, ...ofTick].map((datum) => ({ ...datum, Timestamp }));
}

function bySubject(
  { monitors }: TickMeasure,
  results: readonly Result[],
  detail: MetricsDetail,
): Map<string, Result[]> {
  const groups = new Map(monitors.map(({ id, group }) => [id, group ?? UNGROUPED]));
  const subjectOf = {
    fleet: () => '',
    group: (result: Result) => dimensionValue(groups.get(result.monitorId) ?? UNGROUPED),
    monitor: (result: Result) => dimensionValue(result.monitorId),
  }[detail];
  return Map.groupBy(results, subjectOf);
}

const UNGROUPED = 'ungrouped';

/** ASCII, as CloudWatch demands. What lost letters or its end keeps apart from its like by a hash of the whole. */
export function dimensionValue(text: string): string {
  const { text: ascii, isLossy } = transliterate(text, isAscii);
  const short = shorten(ascii, MAX_DIMENSION - 9, (part) => part.length);
  return isLossy || short !== ascii || short === '' ? `${short} ${hashOf(text).toString(16)}`.trim() : short;
}

/** One datum holds every different value once, with how often it came; more than it can hold go into a further one. */
function data(name: string, unit: StandardUnit, samples: readonly number[], of: Dimension[] = []): MetricDatum[] {
  const counts = new Map<number, number>();
  for (const sample of samples.filter(Number.isFinite)) counts.set(sample, (counts.get(sample) ?? 0) + 1);
  const different = [...counts];
  const parts = Array.from({ length: Math.ceil(different.length / MAX_VALUES) }, (_, part) =>
    different.slice(part * MAX_VALUES, (part + 1) * MAX_VALUES),
  );
  return parts.map((part) => ({
    MetricName: name,
    Unit: unit,
    ...(of.length > 0 && { Dimensions: of }),
    Values: part.map(([value]) => value),
    Counts: part.map(([, count]) => count),
  }));
}
