/** Google Chat, by a space's webhook: a card. Its texts are a little HTML, whose special characters are written as entities. */

import type { GoogleChatContact } from '../domain/alerting/contact.ts';
import { type Briefing, briefingOf, type Link, type Section } from '../domain/messages/briefing.ts';
import { answerFields, firstText } from './answer-fields.ts';
import { fitted, jsonBytes } from './fit.ts';
import type { PostAnswer } from './post.ts';
import { type Reading, readStatus, type Service } from './service.ts';
import { SIGNS } from './sign.ts';

/** Google takes 32,000 for the whole message. */
const MAX_BYTES = 30_000;
/** A section that goes beyond it is not shown at all, nor is what follows. */
const MAX_WIDGETS = 100;

export const googleChat: Service<GoogleChatContact> = {
  name: 'Google Chat webhook',
  request: ({ url }, message) => ({ url, body: googleChatPayload(briefingOf(message)) }),
  read,
};

interface CardSection {
  readonly header?: string;
  readonly widgets: readonly object[];
}

export const googleChatPayload = (briefing: Briefing): object =>
  fitted(briefing, messageOf, (message) => {
    const widgets = message.cardsV2[0].card.sections.reduce((sum, section) => sum + section.widgets.length, 0);
    return widgets <= MAX_WIDGETS && jsonBytes(message) <= MAX_BYTES;
  });

function messageOf(briefing: Briefing) {
  const { tone, title, summary, severity, eventId, sections } = briefing;
  const cardSections = [
    ...overview(briefing),
    ...sections.map((section) => cardSection(section, briefing)),
    ending(briefing),
  ];
  const card = {
    header: { title: plain(`${SIGNS[tone]} ${title}`), subtitle: `Nightjar, ${severity}` },
    sections: cardSections,
  };
  const only: readonly [{ readonly cardId: string; readonly card: { header: object; sections: CardSection[] } }] = [
    { cardId: eventId, card },
  ];
  return { fallbackText: plain(summary), cardsV2: only };
}

const isSingle = ({ list, sections }: Briefing): boolean => list.length === 0 && sections.length === 1;

const overview = ({ text, list }: Briefing): CardSection[] =>
  list.length === 0 ? [] : [{ widgets: [paragraph(text), paragraph(list.map((line) => `• ${line}`).join('\n'))] }];

function cardSection({ tone, title, text, facts, links }: Section, briefing: Briefing): CardSection {
  return {
    ...(isSingle(briefing) ? {} : { header: html(`${SIGNS[tone]} ${title}`) }),
    widgets: [
      paragraph(text),
      ...facts.map(({ label, value }) => ({ decoratedText: { topLabel: label, text: html(value), wrapText: true } })),
      ...buttons(isSingle(briefing) ? [...links, ...briefing.links] : links),
    ],
  };
}

const ending = (briefing: Briefing): CardSection => ({
  widgets: [...buttons(isSingle(briefing) ? [] : briefing.links), paragraph(briefing.footer)],
});

const buttons = (links: readonly Link[]): object[] =>
  links.length === 0
    ? []
    : [{ buttonList: { buttons: links.map(({ label, url }) => ({ text: label, onClick: { openLink: { url } } })) } }];

const paragraph = (text: string): object => ({ textParagraph: { text: html(text) } });

/** What is no HTML afterwards, and reads as it was. */
export const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');

/** For places that are said to be plain text, and where entities might show as they are. */
export const plain = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

function read(answer: PostAnswer): Reading | undefined {
  const reading = readStatus(answer);
  if (reading === 'accepted') return undefined;
  const { error } = answerFields(answer.text) as {
    readonly error?: { readonly status?: unknown; readonly message?: unknown };
  };
  const said = [firstText(error?.status), firstText(error?.message)].filter(Boolean).join(': ');
  return said === '' ? undefined : { ...reading, said, ...(answer.status === 404 && { advice: GONE }) };
}

const GONE = 'The space or its webhook is gone: make a new one.';
