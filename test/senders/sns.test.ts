import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnsContact } from '../../shared/domain/contact.ts';
import { SendError } from '../../shared/domain/errors.ts';
import { emailText, smsText, subjectOf } from '../../shared/domain/message.ts';
import type { Notification } from '../../shared/ports.ts';
import { createSnsSender } from '../../shared/senders/sns.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';

const ACCEPTED = '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';
const contact: SnsContact = { kind: 'sns', id: 'oncall', email: ['a@example.org'], sms: ['+441632960961'] };

const aNotification = (monitorName = 'Staff rota'): Notification => ({
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident({ monitorName }),
  monitor: aMonitor(),
  at: NOON,
});

/** Records what the SDK sends, and answers as a test wants it. */
let answer: { status: number; body: string } | 'silence';
let requests: URLSearchParams[];
let endpoint: AwsEndpoint;
let client: SNSClient;

beforeEach(async () => {
  answer = { status: 200, body: ACCEPTED };
  requests = [];
  endpoint = await startAwsEndpoint(async (request, response) => {
    requests.push(new URLSearchParams((await request.toArray()).join('')));
    if (answer === 'silence') return;
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
  client = new SNSClient(endpoint.settings);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

const topicArn = (id: string) => `arn:aws:sns:eu-west-1:000000000000:nightjar-${id}`;
const send = (notification = aNotification()) =>
  createSnsSender({ client, topicArn, timeoutMs: 500 })(contact, aMessage(notification));

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
