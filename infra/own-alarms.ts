/** Who watches the watchman: alarms on the checker itself, told to the contacts that must know of anything critical. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface OwnAlarmsProps {
  readonly namespace: string;
  readonly tick: IFunction;
  readonly notifier: IFunction;
  readonly failures: IQueue;
  readonly undelivered: IQueue;
  readonly tell: readonly ITopic[];
}

const MINUTE = Duration.minutes(1);

interface Condition {
  readonly metric: IMetric;
  readonly says: string;
  readonly threshold: number;
  readonly comparison: ComparisonOperator;
  /** So many minutes of the last five. */
  readonly minutes: number;
  readonly missing: TreatMissingData;
}

export class OwnAlarms extends Construct {
  private readonly tell: readonly ITopic[];

  constructor(scope: Construct, id: string, props: OwnAlarmsProps) {
    super(scope, id);
    this.tell = props.tell;
    this.pulse(props.namespace);
    this.errorsOf('TickErrors', props.tick, 'Ticks fail: some or all monitors are not being checked.');
    this.errorsOf('NotifierErrors', props.notifier, 'The notifier fails: messages about outages may be late.');
    this.notEmpty('Failures', props.failures, 'A run of a function was lost; the failure queue holds what it was.');
    this.notEmpty('Undelivered', props.undelivered, 'SNS could not deliver a message to an address or number.');
  }

  /** Silence is the alarm: a checker that has stopped cannot say so itself. */
  private pulse(namespace: string): void {
    const pulse = this.alarm('Pulse', {
      metric: new Metric({ namespace, metricName: 'ChecksCompleted', statistic: Stats.SAMPLE_COUNT, period: MINUTE }),
      says: 'Nightjar has stopped: no tick has reported for some minutes, so nothing is being checked.',
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      minutes: 4,
      missing: TreatMissingData.BREACHING,
    });
    // The others would send a message of relief with each first deployment, having never been worried.
    for (const topic of this.tell) pulse.addOkAction(new SnsAction(topic));
  }

  private errorsOf(id: string, lambda: IFunction, says: string): void {
    this.alarm(id, {
      ...some,
      metric: lambda.metricErrors({ period: MINUTE, statistic: Stats.SUM }),
      says,
      minutes: 3,
    });
  }

  private notEmpty(id: string, queue: IQueue, says: string): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: Stats.MAXIMUM });
    this.alarm(id, { ...some, metric, says, minutes: 1 });
  }

  private alarm(id: string, { metric, says, threshold, comparison, minutes, missing }: Condition): Alarm {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: says,
      threshold,
      comparisonOperator: comparison,
      evaluationPeriods: 5,
      datapointsToAlarm: minutes,
      treatMissingData: missing,
    });
    for (const topic of this.tell) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  }
}

/** Anything at all is too much, and silence is good. */
const some = {
  threshold: 1,
  comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  missing: TreatMissingData.NOT_BREACHING,
};
