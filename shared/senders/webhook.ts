/** Signed JSON to a URL of the reader's choice. The payload is documented in docs/alerts.md. */

import type { WebhookContact } from '../domain/contact.ts';
import { SendError } from '../domain/errors.ts';
import { FAILURES } from '../domain/failure.ts';
import { webhookPayload } from '../domain/message.ts';
import { fillIn, valuesIn } from '../domain/references.ts';
import { isAscii, transliterate } from '../domain/transliterate.ts';
import type { Clock, Notification, Secrets, Send } from '../ports.ts';
import { createPost, type PostOptions, type PostOutcome } from './post.ts';
import { signatureOf } from './signature.ts';

export { verifySignature } from './signature.ts';

export interface WebhookSenderOptions extends PostOptions {
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
}

/** Accepted means an answer of 2xx. Redirects are not followed: they could lead the message to somebody else. */
export function createWebhookSender({ secrets, clock, ...options }: WebhookSenderOptions): Send<WebhookContact> {
  const post = createPost(options);
  return async (contact, { notifications: [notification] }) => {
    const { url, secret } = await resolve(contact, secrets);
    const body = JSON.stringify(webhookPayload(notification));
    const signature = signatureOf(secret, body, Math.floor(clock.now() / 1000));
    const request = { url, headers: headersOf(notification, signature), body, allowPrivate: contact.allowPrivate };
    const outcome = await post(request);
    if (outcome.status === undefined) throw unreachable(contact, outcome);
    if (outcome.status < 200 || outcome.status > 299) throw refusal(contact, outcome.status);
  };
}

/** A secret that is missing today may be there tomorrow, and the message is still worth sending then. */
async function resolve(contact: WebhookContact, secrets: Secrets): Promise<{ url: URL; secret: string }> {
  try {
    const values = await valuesIn(contact.url + contact.secret, (reference) => secrets.read(reference));
    return { url: urlOf(contact, fillIn(contact.url, values)), secret: fillIn(contact.secret, values) };
  } catch (cause) {
    if (cause instanceof SendError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SendError(`The webhook of contact "${contact.id}" was not called: ${reason}`, {
      isPermanent: false,
      cause,
    });
  }
}

function urlOf(contact: WebhookContact, text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  // Literal URLs were validated long before, so this one comes from a secret: it is not shown, and it can be mended.
  throw new SendError(
    `The URL of contact "${contact.id}" is no http or https URL. Write one like https://hooks.example.org/nightjar`,
    { isPermanent: false },
  );
}

const headersOf = ({ eventId }: Notification, signature: string): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'Nightjar-Webhook/1',
  'nightjar-event-id': transliterate(eventId, isAscii).text,
  'nightjar-signature': signature,
});

function unreachable(contact: WebhookContact, { code, cause }: Exclude<PostOutcome, { status: number }>): SendError {
  const isPermanent = code === 'denied_address';
  const reason = isPermanent
    ? 'its address is private or reserved; set allowPrivate on the contact if that is meant'
    : FAILURES[code].sentence;
  const message = `The webhook of contact "${contact.id}" could not be reached: ${reason}.`;
  // What went wrong in detail may name the host, which is nobody's business where the URL is a secret.
  return new SendError(message, { isPermanent, ...(contact.url.includes('${') ? {} : { cause }) });
}

/** Too slow, too early, too many: the receiver asks for another attempt. Its own faults pass as well. */
const isTransient = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

function refusal(contact: WebhookContact, status: number): SendError {
  const hint =
    status < 400
      ? ' Redirects are not followed: write the URL that it leads to.'
      : ' Expected a status from 200 to 299.';
  const message = `The webhook of contact "${contact.id}" answered ${status}.${hint}`;
  return new SendError(message, { isPermanent: !isTransient(status) });
}
