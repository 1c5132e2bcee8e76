/** Discord, by a channel's webhook: embeds. Their texts are Markdown, in which a backslash makes any punctuation a plain character. */

import type { DiscordContact } from '../domain/alerting/contact.ts';
import {
  type Briefing,
  briefingOf,
  type Fact,
  type Link,
  type Section,
  type Tone,
} from '../domain/messages/briefing.ts';
import { answerFields, firstText } from './answer-fields.ts';
import { fitted } from './fit.ts';
import type { PostAnswer } from './post.ts';
import { bounded } from './retry-after.ts';
import { type Reading, readStatus, type Service } from './service.ts';
import { SIGNS } from './sign.ts';

const MAX_EMBEDS = 10;
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4096;
const MAX_FIELDS = 25;
const MAX_VALUE = 1024;
const MAX_FOOTER = 2048;
const SHORT_VALUE = 30;
/** Of all texts of a message together. */
const MAX_CHARACTERS = 6000;

export const discord: Service<DiscordContact> = {
  name: 'Discord webhook',
  request: ({ url }, message) => ({ url: waiting(url), body: discordPayload(briefingOf(message)) }),
  read,
};

/** Discord otherwise answers before it knows whether there will be a message. */
function waiting(text: string): string {
  const url = URL.parse(text);
  url?.searchParams.set('wait', 'true');
  return url?.href ?? text;
}

export interface DiscordPayload {
  readonly allowed_mentions: { readonly parse: readonly never[] };
  readonly embeds: readonly Embed[];
}

interface Embed {
  readonly title: string;
  readonly description: string;
  readonly color: number;
  readonly fields?: readonly Field[];
  readonly footer?: { readonly text: string };
}

interface Field {
  readonly name: string;
  readonly value: string;
  /** Beside the one before it, where there is room. */
  readonly inline: boolean;
}

export const discordPayload = (briefing: Briefing): DiscordPayload =>
  fitted(briefing, payloadOf, ({ embeds }) => charactersOf(embeds) <= MAX_CHARACTERS);

function payloadOf(briefing: Briefing): DiscordPayload {
  const { tone, title, text, list, sections, links, footer } = briefing;
  const [only] = sections;
  const overview = { tone, title, text: [text, ...list.map((line) => `• ${line}`)], facts: [], links };
  const several = [embedOf(overview), ...sections.map((section) => embedOf({ ...section, text: [section.text] }))];
  const embeds =
    list.length > 0 ? several : [embedOf({ ...only, text: [only.text], links: [...only.links, ...links] })];
  const kept = embeds.slice(0, MAX_EMBEDS);
  return {
    // Embeds mention nobody anyway.
    allowed_mentions: { parse: [] },
    embeds: kept.map((embed, index) =>
      index === kept.length - 1 ? { ...embed, footer: { text: footer.slice(0, MAX_FOOTER) } } : embed,
    ),
  };
}

type Shown = Pick<Section, 'tone' | 'title' | 'facts' | 'links'> & { readonly text: readonly string[] };

function embedOf({ tone, title, text, facts, links }: Shown): Embed {
  const fields = [...facts.map(fieldOf), ...linkField(links)];
  return {
    title: escaped(`${SIGNS[tone]} ${title}`, MAX_TITLE),
    description: joined(text),
    color: COLOURS[tone],
    ...(fields.length > 0 && { fields: fields.slice(0, MAX_FIELDS) }),
  };
}

const fieldOf = ({ label, value }: Fact): Field => ({
  name: label,
  value: escaped(value, MAX_VALUE),
  inline: value.length <= SHORT_VALUE,
});

/** As many lines as fit, each whole. */
function joined(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const longer = `${text}${text && '\n'}${escaped(line, MAX_VALUE)}`;
    if (longer.length > MAX_DESCRIPTION) break;
    text = longer;
  }
  return text;
}

/** A parenthesis would end the link too soon. */
function linkField(links: readonly Link[]): Field[] {
  const shown = links.map(({ label, url }) => `[${label}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`);
  const value = shown.filter((each) => each.length <= MAX_VALUE / 2).join('   ');
  return value === '' || value.length > MAX_VALUE ? [] : [{ name: 'Links', value, inline: false }];
}

const COLOURS: Readonly<Record<Tone, number>> = { down: 0xd92d20, neutral: 0x667085, up: 0x12805c };

const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** At most so many UTF-16 units with the backslashes, and never half of a pair. */
function escaped(text: string, maxLength: number): string {
  let result = '';
  for (const point of text) {
    const next = point.replace(PUNCTUATION, '\\$&');
    if (result.length + next.length > maxLength - 1) return `${result}…`;
    result += next;
  }
  return result || '—';
}

/** As Discord counts them. */
export const charactersOf = (embeds: readonly Embed[]): number =>
  embeds
    .flatMap(({ title, description, fields = [], footer }) => [
      title,
      description,
      footer?.text ?? '',
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .reduce((sum, text) => sum + text.length, 0);

const UNKNOWN_WEBHOOK = 10015;

function read(answer: PostAnswer): Reading | undefined {
  const reading = readStatus(answer);
  if (reading === 'accepted') return undefined;
  const { message, code, retry_after } = answerFields(answer.text);
  const said = firstText(message);
  const retryAfterMs = typeof retry_after === 'number' ? bounded(retry_after * 1000) : undefined;
  return {
    ...reading,
    ...(said === undefined ? {} : { said }),
    ...(code === UNKNOWN_WEBHOOK && { advice: 'The webhook was removed: make a new one.' }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
