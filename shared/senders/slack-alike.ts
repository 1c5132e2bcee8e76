/**
 * What takes Slack's older requests and knows no blocks: Mattermost, Rocket.Chat and others. Their texts are Markdown of
 * several kinds, which agree on little but code: whatever could be taken for markup is shown as code.
 */
import type { Briefing, Fact, Link, Section, Tone } from '../domain/messages/briefing.ts';
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
  const overview = { tone, title, text: [text, ...list], facts: [], links };
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
  text: [...text.map(plain), linkLine(links)].filter(Boolean).join('\n\n'),
  fields: facts.map(fieldOf),
});

const fieldOf = ({ label, value }: Fact): object => ({
  title: label,
  value: plain(value) || '—',
  short: value.length <= SHORT_VALUE,
});

/** A parenthesis would end the link too soon. */
const linkLine = (links: readonly Link[]): string =>
  links.map(({ label, url }) => `[${label}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`).join('   ');

const COLOURS: Readonly<Record<Tone, string>> = { down: '#d92d20', neutral: '#667085', up: '#12805c' };

/** Where code is looked into all the same, nobody is found after a word joiner. */
const unmentioned = (text: string): string => text.replaceAll('@', '@\u2060');

/** Letters and the marks of a sentence. */
const SENTENCE = /^[\p{L}\p{N}][\p{L}\p{N} ,;:%()'"!?.-]*$/u;
/** What even these can make: an address, a list, a line, the name of an emoji. */
const MARKUP = /\.\S|^\d+[.)] |--|:[a-z]\S*:|:\d{3,}:/i;

const plain = (text: string): string => (SENTENCE.test(text) && !MARKUP.test(text) ? text : code(unmentioned(text)));

/** Between more backticks than there are in it. */
function code(text: string): string {
  if (text === '') return '';
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
