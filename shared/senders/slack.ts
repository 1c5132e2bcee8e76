/** Slack, by an incoming webhook: Block Kit, in which whatever comes from a message is plain text by its very structure. */

import type { SlackContact } from '../domain/alerting/contact.ts';
import { type Briefing, briefingOf, type Link, type Section } from '../domain/messages/briefing.ts';
import { fitted, withinUnits } from './fit.ts';
import type { PostAnswer } from './post.ts';
import { type Reading, readStatus, type Service } from './service.ts';
import { SIGNS } from './sign.ts';
import { isSlackItself, slackAlikePayload } from './slack-alike.ts';

const MAX_HEADER = 150;
/** Slack refuses blocks that are longer than about this in all, with whatever holds the texts together. */
const MAX_CHARACTERS = 12_000;

export const slack: Service<SlackContact> = {
  name: 'Slack webhook',
  request({ url }, message) {
    const payload = isSlackItself(url) ? slackPayload : slackAlikePayload;
    return { url, body: payload(briefingOf(message)) };
  },
  read,
};

export function slackPayload(briefing: Briefing): object {
  const blocks = fitted(briefing, blocksOf, (each) => JSON.stringify(each).length <= MAX_CHARACTERS);
  return { text: mrkdwn(briefing.summary), mrkdwn: false, unfurl_links: false, unfurl_media: false, blocks };
}

function blocksOf(briefing: Briefing): object[] {
  const { tone, title, text, list, sections, links, footer } = briefing;
  const [only, ...rest] = sections;
  return [
    { type: 'header', text: plain(withinUnits(`${SIGNS[tone]} ${title}`, MAX_HEADER)) },
    ...(list.length > 0 ? [richText(paragraph(run(text)), bullets(list))] : []),
    ...(rest.length === 0 && list.length === 0
      ? [richText(...details(only, links))]
      : sections.flatMap((section) => [
          { type: 'divider' },
          richText(paragraph(run(`${SIGNS[section.tone]} `), run(section.title, BOLD)), ...details(section, [])),
        ])),
    ...(list.length > 0 && links.length > 0 ? [richText(linkLine(links))] : []),
    { type: 'context', elements: [plain(footer)] },
  ];
}

/** The sentence, a line for each fact, and where to go. */
function details({ text, facts, links }: Section, furtherLinks: readonly Link[]): object[] {
  const lines = facts.flatMap(({ label, value }) => [run(`\n${label}  `, BOLD), run(value)]);
  const all = [...links, ...furtherLinks];
  return [paragraph(run(text), run('\n'), ...lines), ...(all.length > 0 ? [linkLine(all)] : [])];
}

const linkLine = (links: readonly Link[]): object =>
  paragraph(
    run('\n'),
    ...links.flatMap(({ label, url }, index) => [
      ...(index > 0 ? [run('   ')] : []),
      { type: 'link', url, text: label, style: BOLD },
    ]),
  );

const BOLD = { bold: true };
const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });
const run = (text: string, style?: object): object => ({ type: 'text', text: text || ' ', ...(style && { style }) });
const richText = (...elements: object[]): object => ({ type: 'rich_text', elements });
const paragraph = (...elements: object[]): object => ({ type: 'rich_text_section', elements });
const bullets = (lines: readonly string[]): object => ({
  type: 'rich_text_list',
  style: 'bullet',
  elements: lines.map((line) => paragraph(run(line))),
});

/** The one text that is read as markup: three characters begin all of it, and after a word joiner nobody is mentioned. */
export const mrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u2060');

const ADVICE: Readonly<Record<string, string>> = {
  no_service: 'The webhook was removed or switched off: make a new one.',
  no_team: 'The workspace is gone.',
  channel_is_archived: 'Its channel is archived.',
  channel_not_found: 'Its channel is gone.',
  action_prohibited: 'An administrator does not let webhooks post there.',
  team_disabled: 'The workspace is switched off.',
};

/** Slack says what is wrong in one word. */
function read(answer: PostAnswer): Reading | undefined {
  const reading = readStatus(answer);
  const word = /^[a-z_]{2,40}$/.exec(answer.text.trim())?.[0];
  if (reading === 'accepted' || word === undefined) return undefined;
  return { ...reading, said: word, ...(ADVICE[word] && { advice: ADVICE[word] }) };
}
