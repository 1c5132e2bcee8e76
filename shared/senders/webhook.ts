/** Signed JSON to a URL of the reader's choice. The payload is documented in docs/alerts.md. */
import type { WebhookContact } from '../domain/alerting/contact.ts';
import { webhookPayload } from '../domain/messages/message.ts';
import { isAscii, transliterate } from '../domain/messages/transliterate.ts';
import type { Service } from './service.ts';
import { signatureOf } from './signature.ts';

export { verifySignature } from './signature.ts';

/** A receiver is a program, which is told one thing at a time. */
export const webhook: Service<WebhookContact> = {
  name: 'webhook',
  request({ url, secret }, { notifications: [notification] }, now) {
    const body = JSON.stringify(webhookPayload(notification));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Nightjar-Webhook/1',
      'nightjar-event-id': transliterate(notification.eventId, isAscii).text,
      'nightjar-signature': signatureOf(secret, body, Math.floor(now / 1000)),
    };
    return { url, headers, body };
  },
};
