/** Everything that Nightjar is in AWS. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { criticalContacts } from '../shared/domain/alerting/route.ts';
import type { Fleet } from '../shared/domain/monitor.ts';
import { AcknowledgementPage } from './acknowledgement-page.ts';
import { BeatReceiver } from './beat-receiver.ts';
import { compileFleet } from './compile-fleet.ts';
import { ContactTopics } from './contact-topics.ts';
import { FailureQueue } from './failure-queue.ts';
import { LogTable } from './log-table.ts';
import { NotifierFunction } from './notifier-function.ts';
import { OwnAlarms } from './own-alarms.ts';
import { StatusPage } from './status-page.ts';
import { tableParameter } from './table-access.ts';
import { TickFunction } from './tick-function.ts';

export interface NightjarStackProps extends StackProps {
  readonly fleet: Fleet;
  /** CloudFront before the status function; without it the function's own URL is public. True unless told. */
  readonly cloudFront?: boolean;
  /** For an emulator only: targets and contacts may be on the machine that the functions run on. */
  readonly allowLoopback?: boolean;
}

/** Of all CloudWatch metrics. */
export const NAMESPACE = 'Nightjar';

export class NightjarStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { fleet, cloudFront = true, allowLoopback = false, ...props }: NightjarStackProps,
  ) {
    super(scope, id, props);
    const compiled = compileFleet(fleet);
    const [, ...otherRegions] = fleet.regions ?? [];

    const table = new LogTable(this, 'Log');
    const failures = new FailureQueue(this, 'Failures');
    const contacts = new ContactTopics(this, 'Contacts', fleet.contacts);
    const status = new StatusPage(this, 'Status', {
      fleet: compiled.public,
      cells: compiled.cells,
      tickMs: compiled.tickMs,
      otherRegions,
      table,
      cloudFront,
    });
    const tick = new TickFunction(this, 'Tick', {
      fleet: compiled.tick,
      cells: compiled.cells,
      tickMs: compiled.tickMs,
      table: table.access,
      namespace: NAMESPACE,
      failures,
      allowLoopback,
    });
    const acknowledge = fleet.contacts.length > 0 ? new AcknowledgementPage(this, 'Acknowledge', { table }) : undefined;
    const notifier = new NotifierFunction(this, 'Notifier', {
      fleet: compiled.notifier,
      table,
      contacts,
      statusUrl: fleet.statusPage.url ?? `${status.url}/status.json`,
      ...(acknowledge && { acknowledgeUrl: acknowledge.url }),
      failures,
      allowLoopback,
    });
    const beats =
      compiled.beats.length > 0 ? new BeatReceiver(this, 'Beats', { tokens: compiled.beats, table }) : undefined;
    const tell = criticalContacts(fleet).flatMap((contact) => contacts.topics.get(contact.id) ?? []);
    new OwnAlarms(this, 'Alarms', {
      namespace: NAMESPACE,
      tick: tick.lambda,
      notifier: notifier.lambda,
      failures,
      undelivered: contacts.undelivered,
      tell,
    });

    if (otherRegions.length > 0) {
      new StringParameter(this, 'TableParameter', {
        parameterName: tableParameter(this.stackName),
        stringValue: table.table.tableName,
        description: 'Nightjar: where ticks of other regions find the table',
      });
    }

    new CfnOutput(this, 'StatusUrl', { value: `${status.url}/status.json`, description: 'The public status' });
    if (beats)
      new CfnOutput(this, 'BeatUrl', { value: beats.url, description: 'Jobs report here, each with its token' });
    new CfnOutput(this, 'TableName', { value: table.table.tableName, description: 'Kept when the stack is removed' });
    new CfnOutput(this, 'TickFunctionName', { value: tick.lambda.functionName });
    new CfnOutput(this, 'NotifierFunctionName', { value: notifier.lambda.functionName });
    new CfnOutput(this, 'TopicPrefix', {
      value: contacts.arnPrefix,
      description: 'A topic is this and the id of a contact',
    });
  }
}
