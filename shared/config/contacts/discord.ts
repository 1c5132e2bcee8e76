/** The kind `discord`: the URL of a channel's webhook. */
import type { DiscordContact } from '../../domain/alerting/contact.ts';
import type { ContactKind } from './contact-kind.ts';
import { secretUrl } from './secret-url.ts';

export const discord = {
  schema: secretUrl('DISCORD_URL').meta({
    description: 'A webhook of a Discord channel, as a secret reference.',
    examples: ['${env:DISCORD_URL}'],
  }),
  toContact: (id: string, url: string): DiscordContact => ({ kind: 'discord', id, url }),
  check: () => [],
} satisfies ContactKind<string>;
