/**
 * Tells people. A change in the table wakes it at once; a schedule wakes it once a minute whatever happens, since a
 * message that a contact did not take is tried again.
 */
import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Fleet } from '../shared/domain/monitor.ts';
import { TABLE } from '../shared/store/table.ts';
import type { ContactTopics } from './contact-topics.ts';
import type { LogTable } from './log-table.ts';
import { MinuteSchedule } from './minute-schedule.ts';
import { NightjarFunction } from './nightjar-function.ts';
import { secretStatements } from './secret-access.ts';

export interface NotifierFunctionProps {
  readonly fleet: Fleet;
  readonly table: LogTable;
  readonly contacts: ContactTopics;
  readonly statusUrl: string;
  /** Where the links of alerts lead, without a slash at its end; absent where there are none. */
  readonly acknowledgeUrl?: string;
  readonly failures: IQueue;
  /** For an emulator only: contacts may be on the machine that the function runs on. */
  readonly allowLoopback: boolean;
}

/** Shorter than a claim lasts (functions/notifier/handler.ts), so that a claim that expired has no owner any more. */
const TIMEOUT = Duration.seconds(45);

export class NotifierFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: NotifierFunctionProps) {
    super(scope, id);
    const teller = new NightjarFunction(this, 'Teller', {
      source: { name: 'notifier', files: { 'fleet.json': props.fleet } },
      description: 'Nightjar: sends the messages that should have been sent by now',
      memoryMiB: 256,
      timeout: TIMEOUT,
      environment: {
        NIGHTJAR_TABLE: props.table.table.tableName,
        NIGHTJAR_TOPIC_PREFIX: props.contacts.arnPrefix,
        NIGHTJAR_STATUS_URL: props.statusUrl,
        ...(props.acknowledgeUrl && { NIGHTJAR_ACKNOWLEDGE_URL: props.acknowledgeUrl }),
        ...(props.allowLoopback && { NIGHTJAR_ALLOW_LOOPBACK: '1' }),
      },
      statements: [
        props.table.itemStatement('GetItem', 'PutItem', 'UpdateItem', 'Query'),
        props.table.attentionStatement(),
        ...publishStatements(props.contacts),
        ...secretStatements(this, props.fleet.contacts),
      ],
    });
    this.lambda = teller.lambda;
    this.lambda.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(props.failures),
    });
    this.wakeOnNews(props);
    new MinuteSchedule(this, 'EveryMinute', {
      target: this.lambda,
      failures: props.failures,
      description: 'Nightjar: a pass of the notifier each minute',
    });
  }

  /** A row that has work for the notifier was written. A record that fails is left to the schedule, not blocked upon. */
  private wakeOnNews({ table, failures }: NotifierFunctionProps): void {
    const attention = TABLE.attentionIndex.sortKey;
    this.lambda.addEventSource(
      // CDK's own types disagree about optional properties here.
      new DynamoEventSource(table.table as ITable, {
        startingPosition: StartingPosition.LATEST,
        batchSize: 100,
        bisectBatchOnError: true,
        retryAttempts: 2,
        maxRecordAge: Duration.minutes(2),
        onFailure: new SqsDlq(failures),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.or('INSERT', 'MODIFY'),
            dynamodb: { NewImage: { [attention.name]: { [attention.type]: FilterRule.exists() } } },
          }),
        ],
      }),
    );
  }
}

/** Whoever publishes also asks whether anybody has confirmed to be told. */
function publishStatements({ topics }: ContactTopics): PolicyStatement[] {
  const resources = [...topics.values()].map((topic) => topic.topicArn);
  const actions = ['sns:Publish', 'sns:GetTopicAttributes'];
  return resources.length === 0 ? [] : [new PolicyStatement({ actions, resources })];
}
