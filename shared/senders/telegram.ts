/**
 * Telegram, by its Bot API. What is bold, a link or to be left alone is said by offsets beside the text, so nothing in
 * the text can be markup. Telegram itself makes links of names, tags, commands and hosts wherever it finds them, except
 * in code: hence whatever could be taken for one is shown as code.
 */

import type { TelegramContact } from '../domain/alerting/contact.ts';
import { type Briefing, briefingOf, type Link, type Section } from '../domain/messages/briefing.ts';
import { plainText } from '../domain/messages/plain-text.ts';
import { answerFields, firstText } from './answer-fields.ts';
import type { PostAnswer } from './post.ts';
import { bounded } from './retry-after.ts';
import { type Reading, readStatus, type Service } from './service.ts';
import { SIGNS } from './sign.ts';

const ORIGIN = 'https://api.telegram.org';

/** Of a message, in UTF-16 units. It takes 100 entities, too, and no briefing makes as many. */
const MAX_LENGTH = 4096;

export const telegram = (origin = ORIGIN): Service<TelegramContact> => ({
  name: 'Telegram bot',
  request({ token, chatId }, message) {
    const briefing = briefingOf(message);
    const body = {
      chat_id: chatId,
      ...encode(blocksOf(briefing)),
      link_preview_options: { is_disabled: true },
      disable_notification: briefing.severity === 'info',
    };
    return { url: `${origin}/bot${token}/sendMessage`, body };
  },
  read,
});

/** A stretch of text, and what it is if it is not plain. */
interface Part {
  readonly text: string;
  readonly style?: { readonly type: 'bold' | 'code' } | { readonly type: 'text_link'; readonly url: string };
}

const plain = (text: string): Part => ({ text });
const quoted = (text: string): Part => (LINKABLE.test(text) ? { text, style: { type: 'code' } } : { text });
const heading = (text: string): Part => ({ text, style: { type: LINKABLE.test(text) ? 'code' : 'bold' } });

/** Begins a name, a tag, a command or a URL, or may be the dot in a host. */
const LINKABLE = /[@#$/]|\.\S/;

/** Parts that stand or fall together. Where room is short, details go, and the message says so. */
interface Block {
  readonly parts: readonly Part[];
  readonly isDetail?: boolean;
}

function blocksOf({ tone, title, text, list, sections, links }: Briefing): Block[] {
  const [first] = sections;
  const head: Block = { parts: [plain(`${SIGNS[tone]} `), heading(title)] };
  if (list.length === 0) return [head, ...detailsOf(first), linkLine([...first.links, ...links])];
  return [
    head,
    { parts: [plain(`\n${text}\n`)] },
    ...list.map((line, index) =>
      detail(plain('\n'), quoted(line), ...(sections[index]?.links ?? []).flatMap((link) => linked(' · ', link))),
    ),
    linkLine(links),
  ];
}

const detail = (...parts: Part[]): Block => ({ parts, isDetail: true });

const detailsOf = ({ text, facts }: Section): Block[] => [
  detail(plain('\n'), quoted(text)),
  ...facts.map(({ label, value }) => detail(plain(`\n${label}: `), quoted(plainText(value)))),
];

const linkLine = (links: readonly Link[]): Block => ({
  parts: links.flatMap((link, index) => linked(index === 0 ? '\n\n' : ' · ', link)),
});

const linked = (before: string, { label, url }: Link): Part[] => [
  plain(before),
  { text: label, style: { type: 'text_link', url } },
];

const SHORTENED = '\n\nThere is more than fits in here.';

interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

/** The text and, with offsets and lengths in UTF-16 units, what stands out in it. */
function encode(blocks: readonly Block[]): { text: string; entities: Entity[] } {
  const fitting = withinRoom(blocks);
  const end = fitting.length < blocks.length ? [plain(SHORTENED)] : [];
  let text = '';
  const entities: Entity[] = [];
  for (const part of [...fitting.flatMap(({ parts }) => parts), ...end]) {
    if (part.style) entities.push({ ...part.style, offset: text.length, length: part.text.length });
    text += part.text;
  }
  return { text, entities };
}

function withinRoom(blocks: readonly Block[]): Block[] {
  const needed = blocks.filter(({ isDetail }) => !isDetail);
  let room = needed.reduce((left, block) => left - lengthOf(block), MAX_LENGTH - SHORTENED.length);
  return blocks.filter((block) => {
    if (!block.isDetail) return true;
    if (lengthOf(block) > room) return false;
    room -= lengthOf(block);
    return true;
  });
}

const lengthOf = ({ parts }: Block): number => parts.reduce((total, { text }) => total + text.length, 0);

/** The answer says in its body what is wrong, and how long to wait where it was too much. */
function read(answer: PostAnswer): Reading {
  const reading = readStatus(answer);
  if (reading === 'accepted') return reading;
  const { description, parameters } = answerFields(answer.text);
  const said = firstText(description);
  const advice = ADVICE[answer.status];
  const wait = (parameters as { retry_after?: unknown } | null | undefined)?.retry_after;
  const waitMs = typeof wait === 'number' ? bounded(wait * 1000) : undefined;
  return {
    isPermanent: reading.isPermanent,
    ...(said === undefined ? {} : { said }),
    ...(advice === undefined ? {} : { advice }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

const NO_BOT = 'The token is none, or no longer one: ask @BotFather.';

const ADVICE: Readonly<Record<number, string>> = {
  400: 'Is chatId that of a chat which the bot is in?',
  401: NO_BOT,
  403: 'The bot was blocked, or removed from the chat.',
  404: NO_BOT,
};
