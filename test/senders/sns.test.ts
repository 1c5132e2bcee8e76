import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnsContact } from '../../shared/domain/alerting/contact.ts';
import { SendError } from '../../shared/domain/errors.ts';
import { emailText, smsText, subjectOf } from '../../shared/domain/messages/message.ts';
import type { Notification } from '../../shared/ports.ts';
import { createSnsSender } from '../../shared/senders/sns.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { MESSAGES } from '../domain/messages.ts';

const ACCEPTED = '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';
const contact: SnsContact = { kind: 'sns', id: 'oncall', email: ['a@example.org'], sms: ['+441632960961'] };

const aNotification = (monitorName = 'Staff rota'): Notification => ({
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident({ monitorName }),
  monitor: aMonitor(),
  at: NOON,
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

const attributes = (confirmed: number, pending: number): Answer => ({
  status: 200,
  body: `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>
    <entry><key>SubscriptionsConfirmed</key><value>${confirmed}</value></entry>
    <entry><key>SubscriptionsPending</key><value>${pending}</value></entry>
  </Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`,
});

/** Records what the SDK publishes, and answers as a test wants it. */
let answer: Answer | 'silence';
let counts: Answer;
let requests: URLSearchParams[];
let questions: number;
let now: number;
let warnings: [string, unknown][];
let endpoint: AwsEndpoint;
let client: SNSClient;

beforeEach(async () => {
  answer = { status: 200, body: ACCEPTED };
  counts = attributes(2, 0);
  requests = [];
  questions = 0;
  now = NOON;
  warnings = [];
  endpoint = await startAwsEndpoint(async (request, response) => {
    const asked = new URLSearchParams((await request.toArray()).join(''));
    const isQuestion = asked.get('Action') === 'GetTopicAttributes';
    if (isQuestion) questions += 1;
    else requests.push(asked);
    const given = isQuestion ? counts : answer;
    if (given === 'silence') return;
    response.writeHead(given.status, { 'content-type': 'text/xml' }).end(given.body);
  });
  client = new SNSClient(endpoint.settings);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

const topicArn = (id: string) => `arn:aws:sns:eu-west-1:000000000000:nightjar-${id}`;
const aSender = () =>
  createSnsSender({
    client,
    topicArn,
    clock: { now: () => now },
    log: { warn: (message, fields) => void warnings.push([message, fields]) },
    timeoutMs: 500,
  });
const send = (notification = aNotification()) => aSender()(contact, aMessage(notification));

const failureOf = async (sending: Promise<void>): Promise<SendError> => {
  const error = await sending.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
};

describe('one publication to the contact’s topic', () => {
  it('holds a text for each way, and what a filter may ask for', async () => {
    await send();
    const [request] = requests;
    expect(requests).toHaveLength(1);
    expect(request?.get('Action')).toBe('Publish');
    expect(request?.get('TopicArn')).toBe('arn:aws:sns:eu-west-1:000000000000:nightjar-oncall');
    expect(request?.get('Subject')).toBe(subjectOf(aMessage(aNotification())));
    expect(request?.get('MessageStructure')).toBe('json');
    expect(JSON.parse(request?.get('Message') ?? '')).toEqual({
      default: emailText(aMessage(aNotification())),
      email: emailText(aMessage(aNotification())),
      sms: smsText(aMessage(aNotification())),
    });
    expect(attributesOf(request)).toEqual({
      eventId: 'rota-20261122T120200Z/down',
      reason: 'single',
      kind: 'down',
      severity: 'critical',
      monitor: 'rota',
    });
  });

  it('keeps any name out of the subject that SNS would refuse, and in the email', async () => {
    await send(aNotification('勤務表 🚀'));
    expect(requests[0]?.get('Subject')).toMatch(/^DOWN: rota \(critical\)/);
    expect(JSON.parse(requests[0]?.get('Message') ?? '').email).toMatch(/^DOWN: 勤務表 🚀 \(critical\)\n/);
  });
});

it('a filter finds each of several in one publication', async () => {
  const [first, ...rest] = MESSAGES.group.notifications;
  await aSender()(contact, { ...MESSAGES.group, notifications: [first, ...rest] });
  const [request] = requests;
  expect(request?.get('Subject')).toBe('2 DOWN, 1 RECOVERED: Staff rota, Ledger API, Mail (critical)');
  expect(attributesOf(request)).toEqual({
    eventId: 'mail-20261122T024610Z/recovered+2',
    reason: 'group',
    kind: '["recovered","down"]',
    severity: '["critical","warning"]',
    monitor: '["mail","ledger-api","staff-rota"]',
  });
  expect(request?.get('MessageAttributes.entry.3.Value.DataType')).toBe('String.Array');
  expect(request?.get('MessageAttributes.entry.1.Value.DataType')).toBe('String');
});

function attributesOf(request: URLSearchParams | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (let i = 1; request?.has(`MessageAttributes.entry.${i}.Name`); i++) {
    const value = request.get(`MessageAttributes.entry.${i}.Value.StringValue`) ?? '';
    found[request.get(`MessageAttributes.entry.${i}.Name`) ?? ''] = value;
  }
  return found;
}

describe('only a message id counts as accepted', () => {
  it('and an answer without one is tried again', async () => {
    answer = { status: 200, body: '<PublishResponse><PublishResult></PublishResult></PublishResponse>' };
    const error = await failureOf(send());
    expect(error.isPermanent).toBe(false);
    expect(error.message).toContain('without a message id');
  });

  it.each([
    [400, 'InvalidParameter', true],
    [400, 'ParameterValueInvalid', true],
    [403, 'AuthorizationError', false],
    [404, 'NotFound', false],
    [400, 'EndpointDisabled', true],
    [400, 'ValidationError', true],
    [400, 'KMSDisabled', false],
    [400, 'KMSAccessDenied', false],
    [400, 'Throttling', false],
    [429, 'Throttled', false],
    [403, 'ExpiredToken', false],
    [500, 'InternalError', false],
    [503, 'ServiceUnavailable', false],
  ])('%i %s is permanent: %s', async (status, code, isPermanent) => {
    answer = {
      status,
      body: `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
    };
    const error = await failureOf(send());
    expect(error.isPermanent).toBe(isPermanent);
    expect(error.message).toMatch(/^SNS did not take the message for contact "oncall": /);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('silence and a closed door are tried again', async () => {
    answer = 'silence';
    expect((await failureOf(send())).isPermanent).toBe(false);
    await endpoint.close();
    expect((await failureOf(send())).isPermanent).toBe(false);
  });
});

describe('who has confirmed', () => {
  it('nobody: the message is not sent, and tried again until somebody has', async () => {
    counts = attributes(0, 2);
    const error = await failureOf(send());
    expect(error.isPermanent).toBe(false);
    expect(error.message).toMatch(
      /^Nobody has confirmed a subscription of contact "oncall", so nobody would be told\./,
    );
    expect(requests).toHaveLength(0);
  });

  it('some: the message is sent, and the log says that somebody is missing', async () => {
    counts = attributes(1, 0);
    await send();
    expect(requests).toHaveLength(1);
    expect(warnings).toEqual([
      [
        'Somebody has not confirmed a subscription and is not told',
        { contactId: 'oncall', addresses: 2, confirmed: 1, pending: 0 },
      ],
    ]);
  });

  it('all, and a queue besides: there is nothing to say', async () => {
    counts = attributes(3, 0);
    await send();
    expect({ published: requests.length, warnings }).toEqual({ published: 1, warnings: [] });
  });

  it('is asked once a minute', async () => {
    const sender = aSender();
    for (const at of [0, 30_000, 59_999]) {
      now = NOON + at;
      await sender(contact, aMessage(aNotification()));
    }
    expect(questions).toBe(1);
    now = NOON + 60_000;
    counts = attributes(0, 0);
    await failureOf(sender(contact, aMessage(aNotification())));
    expect({ questions, published: requests.length }).toEqual({ questions: 2, published: 3 });
  });

  it.each<[string, Answer]>([
    [
      'a refusal',
      { status: 403, body: '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>' },
    ],
    ['an answer without counts', { status: 200, body: '<GetTopicAttributesResponse/>' }],
  ])('is not known after %s, which holds no alert back and is not remembered', async (_, refusal) => {
    counts = refusal;
    const sender = aSender();
    await sender(contact, aMessage(aNotification()));
    expect(requests).toHaveLength(1);
    expect(warnings.map(([message]) => message)).toEqual(['It is not known who has confirmed a subscription']);
    counts = attributes(2, 0);
    await sender(contact, aMessage(aNotification()));
    expect({ questions, warnings: warnings.length }).toEqual({ questions: 2, warnings: 1 });
  });
});
