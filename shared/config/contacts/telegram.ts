/** The kind `telegram`: a bot, and the chat that it writes to. */
import { z } from 'zod';
import type { TelegramContact } from '../../domain/alerting/contact.ts';
import { expecting } from '../fields.ts';
import { secret } from '../literal-secrets.ts';
import type { ContactKind } from './contact-kind.ts';

const CHAT_EXPECTED = 'the number of a chat, such as -1001234567890, or @ and the name of a channel';
const chatNumber = z.int({ error: expecting(CHAT_EXPECTED) });
const chatName = z
  .string({ error: expecting(CHAT_EXPECTED) })
  .regex(/^(-?\d{1,16}|@[A-Za-z]\w{3,31})$/, { error: expecting(CHAT_EXPECTED) });

const schema = z
  .strictObject({
    token: secret('the token of the bot').meta({
      description: 'The token of the bot, as a secret reference.',
      examples: ['${env:TELEGRAM_TOKEN}'],
    }),
    chatId: z
      .union([chatNumber, chatName], { error: expecting(CHAT_EXPECTED) })
      .meta({ description: 'The chat: its number, or the @name of a channel.', examples: [-1001234567890, '@oncall'] }),
  })
  .meta({
    description: 'A chat of Telegram, by a bot.',
    examples: [{ token: '${env:TELEGRAM_TOKEN}', chatId: -1001234567890 }],
  });

type Input = z.infer<typeof schema>;

export const telegram = {
  schema,
  toContact: (id: string, { token, chatId }: Input): TelegramContact => ({
    kind: 'telegram',
    id,
    token,
    chatId: String(chatId),
  }),
  check: () => [],
} satisfies ContactKind<Input>;
