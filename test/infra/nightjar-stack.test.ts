import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { TABLE } from '../../shared/store/table.ts';
import { aFleet, aMonitor, anHttpTarget } from '../domain/builders.ts';
import { aTemplate, propertiesOf, statementsOf } from './stack.ts';

const oncall: Contact = { kind: 'sns', id: 'oncall', email: ['oncall@example.org'], sms: ['+441632960961'] };
const chat: Contact = {
  kind: 'webhook',
  id: 'chat',
  url: 'https://chat.example.org/',
  secret: '${env:HOOK}',
  allowPrivate: false,
};
const monitor = aMonitor({
  target: anHttpTarget({
    auth: { bearer: '${env:TOKEN}' },
    headers: { a: '${ssm:/shared/key}', b: '${secret:rota/db#password}' },
  }),
});

let template: Template;
beforeAll(() => {
  template = aTemplate({ fleet: aFleet({ monitors: [monitor], contacts: [oncall, chat] }) });
});

describe('the table', () => {
  it('has the keys, the index and the expiry that the store relies upon', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: TABLE.partitionKey.name, KeyType: 'HASH' },
        { AttributeName: TABLE.sortKey.name, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        Match.objectLike({ IndexName: TABLE.attentionIndex.name, Projection: { ProjectionType: 'KEYS_ONLY' } }),
      ],
      TimeToLiveSpecification: { AttributeName: TABLE.expiryAttribute, Enabled: true },
    });
  });

  it('can be restored to any second, and outlives the stack', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
      },
    });
  });
});

describe('every function', () => {
  it('runs on Node 24 on arm64, and logs for a month', () => {
    const functions = propertiesOf(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(4);
    for (const properties of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    }
    expect(propertiesOf(template, 'AWS::Logs::LogGroup').map((group) => group.RetentionInDays)).toEqual([
      30, 30, 30, 30,
    ]);
  });

  it('may do what it does and no more', () => {
    const actionsOf = (prefix: string) =>
      statementsOf(template, prefix)
        .flatMap(({ Action }) => Action)
        .sort();
    const everybody = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    const onFailure = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];
    const read = ['dynamodb:GetItem', 'dynamodb:Query'];
    const write = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
    const secrets = ['secretsmanager:GetSecretValue', 'ssm:GetParameter'];
    const stream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((it) => `dynamodb:${it}`);
    expect(actionsOf('StatusReader')).toEqual([...everybody, ...read].sort());
    expect(actionsOf('TickChecker')).toEqual(
      [
        ...everybody,
        ...onFailure,
        ...read,
        ...write,
        ...secrets,
        'dynamodb:DeleteItem',
        'cloudwatch:PutMetricData',
      ].sort(),
    );
    expect(actionsOf('NotifierTeller')).toEqual(
      [
        ...everybody,
        ...onFailure,
        ...read,
        ...write,
        ...stream,
        // Of the index of attention.
        'dynamodb:Query',
        'ssm:GetParameter',
        'sns:Publish',
        'sns:GetTopicAttributes',
      ].sort(),
    );
  });

  it('publishes metrics in one namespace only, which is the only thing allowed on everything', () => {
    const broad = statementsOf(template, '').filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
    expect(broad).toMatchObject([
      { Action: 'cloudwatch:PutMetricData', Condition: { StringEquals: { 'cloudwatch:namespace': 'Nightjar' } } },
    ]);
  });

  it('reads the secrets that its part of the configuration refers to', () => {
    const secretsOf = (prefix: string) =>
      statementsOf(template, prefix)
        .filter(({ Action }) => Action === 'ssm:GetParameter' || Action === 'secretsmanager:GetSecretValue')
        .flatMap(({ Resource }) => [Resource].flat().map((arn) => arnEnd(arn)));
    expect(secretsOf('TickChecker')).toEqual([
      ':parameter/shared/key',
      ':parameter/aws/reference/secretsmanager/rota/db',
      ':parameter/nightjar/TOKEN',
      ':secret:rota/db-??????',
    ]);
    expect(secretsOf('NotifierTeller')).toEqual([':parameter/nightjar/HOOK']);
    expect(secretsOf('StatusReader')).toEqual([]);
  });
});

describe('the tick function', () => {
  it('is called in each minute of UTC, and told which one', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(* * * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: Match.objectLike({
        Input: '{"slot":"<aws.scheduler.scheduled-time>","cell":{"index":0,"count":1}}',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      }),
    });
  });

  it('is not called again for a minute that failed', () => {
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('may take as long as its slowest monitor, and somewhat longer', () => {
    const slow = aMonitor({ policy: { timeoutMs: 60_000 } });
    const timeouts = (fleet = aFleet()) =>
      propertiesOf(aTemplate({ fleet }), 'AWS::Lambda::Function').map(({ Timeout }) => Timeout);
    expect(timeouts()).toContain(34);
    expect(timeouts(aFleet({ monitors: [slow] }))).toContain(84);
  });

  it('has a schedule for each cell of a large fleet', () => {
    const monitors = Array.from({ length: 501 }, (_, index) => aMonitor({ id: `m${index}` }));
    const inputs = propertiesOf(aTemplate({ fleet: aFleet({ monitors }) }), 'AWS::Scheduler::Schedule').map(
      ({ Target }) => JSON.parse((Target as { Input: string }).Input).cell,
    );
    expect(inputs).toEqual([{ index: 0, count: 2 }, { index: 1, count: 2 }, undefined]);
  });

  it('probes, and tells, loopback addresses for an emulator only', () => {
    const allowed = (it: Template) => JSON.stringify(it.toJSON()).match(/NIGHTJAR_ALLOW_LOOPBACK/g)?.length ?? 0;
    expect([allowed(template), allowed(aTemplate({ allowLoopback: true }))]).toEqual([0, 2]);
  });
});

describe('intervals below a minute', () => {
  const quick = aMonitor({ policy: { intervalMs: 20_000, retryIntervalMs: 10_000 } });
  let quickTemplate: Template;
  beforeAll(() => {
    quickTemplate = aTemplate({ fleet: aFleet({ monitors: [quick], contacts: [oncall] }) });
  });

  it('cost nothing where there are none: no queue, no message, the same functions', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('NIGHTJAR_SLOT_QUEUE');
    // Those of lost runs and of undelivered messages.
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  it('are run by delayed messages, each of which is a call of its own', () => {
    quickTemplate.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TickSlotsQueue'), 'Arn'] },
      BatchSize: 1,
    });
    quickTemplate.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 300,
      VisibilityTimeout: 6 * 34,
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: Match.anyValue() },
    });
  });

  it('are asked for by the tick function alone, which may send to that queue and no other', () => {
    const sends = statementsOf(quickTemplate, 'TickChecker').filter(({ Action }) => Action === 'sqs:SendMessage');
    expect(sends).toEqual([
      expect.objectContaining({ Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TickSlotsQueue/), 'Arn'] } }),
    ]);
    expect(JSON.stringify(statementsOf(quickTemplate, 'NotifierTeller'))).not.toContain('TickSlotsQueue');
  });

  it('leave the schedule as it is, and tell the status how often ticks come', () => {
    quickTemplate.resourceCountIs('AWS::Scheduler::Schedule', 2);
    const tickMs = (it: Template) =>
      propertiesOf(it, 'AWS::Lambda::Function').flatMap(
        ({ Environment }) => (Environment as { Variables: Record<string, unknown> }).Variables.NIGHTJAR_TICK_MS ?? [],
      );
    expect([tickMs(template), tickMs(quickTemplate)]).toEqual([['60000'], ['10000']]);
  });
});

describe('the notifier', () => {
  it('wakes when a row gets work for it, and gives up on a record that poisons the stream', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 120,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      FilterCriteria: {
        Filters: [
          {
            Pattern: '{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"attention":{"N":[{"exists":true}]}}}}',
          },
        ],
      },
    });
  });

  it('ends before its claims do', () => {
    const timeouts = propertiesOf(template, 'AWS::Lambda::Function').map(({ Timeout }) => Timeout);
    expect(timeouts).toContain(45);
  });

  it('names the public status in its messages, the configured address first', () => {
    const urlOf = (it: Template) =>
      propertiesOf(it, 'AWS::Lambda::Function')
        .map(({ Environment }) => (Environment as { Variables: Record<string, unknown> }).Variables.NIGHTJAR_STATUS_URL)
        .find((url) => url !== undefined);
    expect(JSON.stringify(urlOf(template))).toContain('DomainName');
    const fleet = aFleet({ statusPage: { title: 'Status', url: 'https://status.example.org' } });
    expect(urlOf(aTemplate({ fleet }))).toBe('https://status.example.org');
  });
});

describe('contacts', () => {
  it('have a topic each, if they are reached by email or text message', () => {
    expect(propertiesOf(template, 'AWS::SNS::Topic').map(({ TopicName }) => TopicName)).toEqual(['Nightjar-oncall']);
    expect(propertiesOf(template, 'AWS::SNS::Subscription')).toMatchObject([
      { Protocol: 'email', Endpoint: 'oncall@example.org', RedrivePolicy: { deadLetterTargetArn: expect.anything() } },
      { Protocol: 'sms', Endpoint: '+441632960961', RedrivePolicy: { deadLetterTargetArn: expect.anything() } },
    ]);
  });

  it('are told only over TLS, and by the alarms of this account', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      }),
    });
  });
});

describe('the status page', () => {
  it('is reached through CloudFront only', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: Match.objectLike({
        OriginAccessControlOriginType: 'lambda',
        SigningProtocol: 'sigv4',
      }),
    });
    const actions = propertiesOf(template, 'AWS::Lambda::Permission')
      .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes('StatusReader'))
      .map(({ Action, Principal }) => [Principal, Action]);
    expect(actions).toEqual([
      ['cloudfront.amazonaws.com', 'lambda:InvokeFunctionUrl'],
      ['cloudfront.amazonaws.com', 'lambda:InvokeFunction'],
    ]);
  });

  it('is cached as long as the function says', () => {
    template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: Match.objectLike({ MinTTL: 0, DefaultTTL: 0 }),
    });
  });

  it('is public at the function’s own URL without CloudFront', () => {
    const bare = aTemplate({ cloudFront: false });
    bare.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'NONE',
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StatusReader'), 'Arn'] },
    });
    bare.resourceCountIs('AWS::CloudFront::Distribution', 0);
  });

  it('has its address among the outputs', () => {
    template.hasOutput('StatusUrl', { Value: { 'Fn::Join': ['', ['https://', Match.anyValue(), '/status.json']] } });
  });
});

describe('alarms', () => {
  it('tell when the checker has fallen silent', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Nightjar',
      MetricName: 'ChecksCompleted',
      Statistic: 'SampleCount',
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [Match.anyValue()],
      OKActions: [Match.anyValue()],
    });
  });

  it('tell of errors and of what was lost', () => {
    const others = propertiesOf(template, 'AWS::CloudWatch::Alarm').filter(({ Namespace }) => Namespace !== 'Nightjar');
    expect(others.map(({ MetricName }) => MetricName).sort()).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesVisible',
      'Errors',
      'Errors',
    ]);
    expect(others.every(({ TreatMissingData }) => TreatMissingData === 'notBreaching')).toBe(true);
  });

  it('stay silent where nobody can be told', () => {
    const alarms = propertiesOf(aTemplate({ fleet: aFleet({ contacts: [] }) }), 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(5);
    expect(alarms.filter(({ AlarmActions }) => AlarmActions !== undefined)).toEqual([]);
  });
});

/** What follows the account in an ARN. */
const arnEnd = (arn: unknown): string => (arn as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].at(-1) as string;
