/** The kind `googleChat`: the URL of a space's webhook. */
import type { GoogleChatContact } from '../../domain/alerting/contact.ts';
import type { ContactKind } from './contact-kind.ts';
import { secretUrl } from './secret-url.ts';

export const googleChat = {
  schema: secretUrl('GOOGLE_CHAT_URL').meta({
    description: 'A webhook of a Google Chat space, as a secret reference.',
    examples: ['${env:GOOGLE_CHAT_URL}'],
  }),
  toContact: (id: string, url: string): GoogleChatContact => ({ kind: 'google-chat', id, url }),
  check: () => [],
} satisfies ContactKind<string>;
