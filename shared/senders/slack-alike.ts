/**
 * What takes Slack's older requests and knows no blocks: Mattermost, Rocket.Chat and others. Their texts are Markdown, in
 * which a backslash makes any punctuation a plain character.
 */
import type { Briefing, Fact, Link, Section, Tone } from '../domain/briefing.ts';
import { escapedMarkdown } from './escaped-markdown.ts';
import { fitted } from './fit.ts';
import { SIGNS } from './sign.ts';

/** Mattermost takes 16,383 characters of a text, and what they count of attachments is in no document. */
const MAX_CHARACTERS = 12_000;
const SHORT_VALUE = 30;

/** Slack itself, for companies and for governments; all others are taken for something like it. */
export const isSlackItself = (url: string): boolean => /(^|\.)slack(-gov)?\.com$/.test(URL.parse(url)?.hostname ?? '');

export const slackAlikePayload = (briefing: Briefing): object =>
  fitted(briefing, payloadOf, (payload) => JSON.stringify(payload).length <= MAX_CHARACTERS);

function payloadOf({ tone, title, summary, text, list, sections, links, footer }: Briefing): object {
  const [only] = sections;
  const overview = { tone, title, text: [text, ...list.map((line) => `• ${line}`)], facts: [], links };
  const several = [overview, ...sections.map((section) => ({ ...section, text: [section.text] }))];
  const shown = list.length > 0 ? several : [{ ...only, text: [only.text], links: [...only.links, ...links] }];
  return {
    attachments: shown.map((each, index) => ({
      ...attachmentOf(each),
      // What a telephone shows while it is locked.
      ...(index === 0 && { fallback: unmentioned(summary) }),
      ...(index === shown.length - 1 && { footer: unmentioned(footer) }),
    })),
  };
}

type Shown = Pick<Section, 'tone' | 'title' | 'facts' | 'links'> & { readonly text: readonly string[] };

const attachmentOf = ({ tone, title, text, facts, links }: Shown): object => ({
  color: COLOURS[tone],
  title: `${SIGNS[tone]} ${plain(title)}`,
  text: [...text.map(plain), linkLine(links)].filter(Boolean).join('\n'),
  fields: facts.map(fieldOf),
});

const fieldOf = ({ label, value }: Fact): object => ({
  title: label,
  value: plain(value) || '—',
  short: value.length <= SHORT_VALUE,
});

/** A parenthesis would end the link too soon. */
const linkLine = (links: readonly Link[]): string =>
  links
    .map(({ label, url }) => `[${escapedMarkdown(label)}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`)
    .join('   ');

const COLOURS: Readonly<Record<Tone, string>> = { down: '#d92d20', neutral: '#667085', up: '#12805c' };

/** People are looked for in what is left when the markup is gone, so they are not found after a word joiner. */
const unmentioned = (text: string): string => text.replaceAll('@', '@\u2060');

const plain = (text: string): string => escapedMarkdown(text).replaceAll('@', '@\u2060');
