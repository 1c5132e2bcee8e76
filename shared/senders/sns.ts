/** Email and text messages: one publication to the contact's topic, from which SNS serves every subscription. */
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SnsContact } from '../domain/contact.ts';
import { SendError } from '../domain/errors.ts';
import { emailText, smsText, subjectOf } from '../domain/message.ts';
import { isAscii, transliterate } from '../domain/transliterate.ts';
import type { Notification, Send } from '../ports.ts';

export interface SnsSenderOptions {
  readonly client: SNSClient;
  readonly topicArn: (contactId: string) => string;
  /** For the whole exchange, with the client's own attempts; 10 seconds unless given. */
  readonly timeoutMs?: number;
}

/** Accepted means that SNS has answered with a message id; no other answer counts. */
export function createSnsSender({ client, topicArn, timeoutMs = 10_000 }: SnsSenderOptions): Send<SnsContact> {
  return async (contact, { notifications }) => {
    const command = new PublishCommand(publication(topicArn(contact.id), notifications[0]));
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const answer = await client.send(command, { abortSignal }).catch((cause) => refuse(contact, cause));
    if (answer.MessageId) return;
    throw new SendError(`SNS answered without a message id when told to reach contact "${contact.id}".`, {
      isPermanent: false,
    });
  };
}

function publication(arn: string, notification: Notification) {
  const { eventId, kind, incident } = notification;
  const email = emailText(notification);
  return {
    TopicArn: arn,
    Subject: subjectOf(notification),
    MessageStructure: 'json',
    Message: JSON.stringify({ default: email, email, sms: smsText(notification) }),
    MessageAttributes: {
      eventId: attribute(eventId),
      kind: attribute(kind),
      severity: attribute(incident.severity),
      monitor: attribute(incident.monitorId),
    },
  };
}

/** SNS refuses an empty value, and with it the whole message. */
const attribute = (text: string): MessageAttributeValue => ({
  DataType: 'String',
  StringValue: transliterate(text, isAscii).text || 'unnamed',
});

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
