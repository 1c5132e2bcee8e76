/** Email and text messages: one publication to the contact's topic, from which SNS serves every subscription. */
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SnsContact } from '../domain/alerting/contact.ts';
import { SendError } from '../domain/errors.ts';
import { emailText, smsText, subjectOf } from '../domain/messages/message.ts';
import { isAscii, transliterate } from '../domain/messages/transliterate.ts';
import type { Clock, Log, Message, Send } from '../ports.ts';
import { createConfirmationCounter } from './sns-confirmation.ts';

export interface SnsSenderOptions {
  readonly client: SNSClient;
  readonly topicArn: (contactId: string) => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
  /** For the whole exchange, with the client's own attempts; 10 seconds unless given. */
  readonly timeoutMs?: number;
}

/** Accepted means that SNS has answered with a message id, and that somebody has confirmed to be told. */
export function createSnsSender({
  client,
  topicArn,
  clock,
  log,
  timeoutMs = 10_000,
}: SnsSenderOptions): Send<SnsContact> {
  const confirmationsOf = createConfirmationCounter(client, clock);
  return async (contact, message) => {
    const arn = topicArn(contact.id);
    await mindConfirmations(contact, arn);
    const command = new PublishCommand(publication(arn, message));
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const answer = await client.send(command, { abortSignal }).catch((cause) => refuse(contact, cause));
    if (answer.MessageId) return;
    throw new SendError(`SNS answered without a message id when told to reach contact "${contact.id}".`, {
      isPermanent: false,
    });
  };

  /** A question that is not answered holds no alert back. */
  async function mindConfirmations(contact: SnsContact, arn: string): Promise<void> {
    const addresses = contact.email.length + contact.sms.length;
    const counts = await confirmationsOf(arn).catch((cause: unknown) => {
      log.warn('It is not known who has confirmed a subscription', { contactId: contact.id, cause });
    });
    if (!counts) return;
    const { confirmed, pending } = counts;
    if (confirmed === 0) throw nobody(contact);
    const fields = { contactId: contact.id, addresses, confirmed, pending };
    if (confirmed < addresses) log.warn('Somebody has not confirmed a subscription and is not told', fields);
  }
}

const nobody = ({ id }: SnsContact): SendError =>
  new SendError(
    `Nobody has confirmed a subscription of contact "${id}", so nobody would be told. ` +
      'Each address has a mail from AWS with a link to open; nightjar contacts --stack NAME shows who has not.',
    { isPermanent: false },
  );

function publication(arn: string, message: Message) {
  const email = emailText(message);
  return {
    TopicArn: arn,
    Subject: subjectOf(message),
    MessageStructure: 'json',
    Message: JSON.stringify({ default: email, email, sms: smsText(message) }),
    MessageAttributes: {
      eventId: attribute([message.id]),
      reason: attribute([message.reason]),
      kind: attribute(message.notifications.map(({ kind }) => kind)),
      severity: attribute(message.notifications.map(({ incident }) => incident.severity)),
      monitor: attribute(message.notifications.map(({ incident }) => incident.monitorId).slice(0, MAX_MONITORS)),
    },
  };
}

/** What a filter may ask for is counted in the size of a message. */
const MAX_MONITORS = 200;

/** A filter asks whether one of several matches. SNS refuses an empty value, and with it the whole message. */
function attribute(values: readonly string[]): MessageAttributeValue {
  const texts = [...new Set(values.map((value) => transliterate(value, isAscii).text || 'unnamed'))];
  return texts.length === 1
    ? { DataType: 'String', StringValue: texts[0] }
    : { DataType: 'String.Array', StringValue: JSON.stringify(texts) };
}

/**
 * Refusals of the message itself, which would be refused again. A missing permission or topic, a disabled key and a
 * throttled account are not among them: somebody can mend these, and then the message still arrives.
 */
const PERMANENT: ReadonlySet<string> = new Set([
  'EndpointDisabled',
  'InvalidParameter',
  'InvalidParameterValue',
  'ParameterValueInvalid',
  'PlatformApplicationDisabled',
  'Validation',
  'ValidationError',
]);

function refuse(contact: SnsContact, cause: unknown): never {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const isPermanent = PERMANENT.has(error.name.replace(/Exception$/, ''));
  const reason = `${error.name}: ${error.message}`;
  throw new SendError(`SNS did not take the message for contact "${contact.id}": ${reason}`, { isPermanent, cause });
}
