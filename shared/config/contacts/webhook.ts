/** The kind `webhook`: a signed POST to a program of one's own. */
import { z } from 'zod';
import type { WebhookContact } from '../../domain/alerting/contact.ts';
import type { Draft } from '../draft.ts';
import { httpUrl } from '../http-url.ts';
import { secret } from '../literal-secrets.ts';
import type { ContactKind } from './contact-kind.ts';
import { allowPrivate, privateFlaws } from './private-receiver.ts';

const schema = z
  .strictObject({
    url: httpUrl.meta({
      description: 'Receives a POST for each message. A URL that is itself a secret is written as a reference.',
      examples: ['https://hooks.example.org/nightjar', '${env:WEBHOOK_URL}'],
    }),
    secret: secret('the key of the signature').meta({
      description: 'Key of the signature, as a secret reference.',
      examples: ['${env:WEBHOOK_SECRET}'],
    }),
    allowPrivate,
  })
  .meta({
    description: 'A signed POST to a URL.',
    examples: [{ url: 'https://hooks.example.org/nightjar', secret: '${env:WEBHOOK_SECRET}' }],
  });

type Input = z.infer<typeof schema>;

export const webhook = {
  schema,
  toContact: (id: string, { url, secret, allowPrivate }: Input): WebhookContact => ({
    kind: 'webhook',
    id,
    url,
    secret,
    allowPrivate: allowPrivate ?? false,
  }),
  check: ({ url, allowPrivate }: Draft<Input>) => privateFlaws(url, allowPrivate, ['webhook', 'url']),
} satisfies ContactKind<Input>;
