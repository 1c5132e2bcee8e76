/** Calls a function once a minute, and tells it which minute was meant. */
import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface MinuteScheduleProps {
  readonly target: IFunction;
  /** Sent with each call, beside the slot. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Where calls go that could not be delivered. */
  readonly failures: IQueue;
  readonly description: string;
}

export class MinuteSchedule extends Construct {
  constructor(scope: Construct, id: string, props: MinuteScheduleProps) {
    super(scope, id);
    new Schedule(this, 'Schedule', {
      description: props.description,
      // A cron expression fires on the minute; a rate would count from the moment of the deployment.
      schedule: ScheduleExpression.cron({
        minute: '*',
        hour: '*',
        day: '*',
        month: '*',
        year: '*',
        timeZone: TimeZone.ETC_UTC,
      }),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(props.target, {
        // Granting through CDK would allow every version of the function as well.
        role: this.callerOf(props).withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject({ slot: ContextAttribute.scheduledTime, ...props.input }),
        deadLetterQueue: props.failures,
        // A minute that was missed is a gap, not something to catch up on: the next one is due by then.
        retryAttempts: 0,
        maxEventAge: Duration.seconds(60),
      }),
    });
  }

  private callerOf(props: MinuteScheduleProps): Role {
    const { account } = Stack.of(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.target.functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.failures.queueArn] }));
    return role;
  }
}
