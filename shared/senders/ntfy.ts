/** ntfy, by its JSON: a notification on a telephone, as loud as the matter. */

import type { NtfyContact } from '../domain/alerting/contact.ts';
import { SendError } from '../domain/errors.ts';
import { type Briefing, briefingOf, type Tone } from '../domain/messages/briefing.ts';
import type { Severity } from '../domain/monitor.ts';
import { answerFields, firstText } from './answer-fields.ts';
import type { PostAnswer } from './post.ts';
import { type Reading, readStatus, type Service } from './service.ts';

/** Of the text, in bytes: a longer one would arrive as a file. */
const MAX_BYTES = 4096;
/** ntfy takes no more buttons. */
const MAX_ACTIONS = 3;

/** From 1, silent, to 5, which breaks through "do not disturb". */
const PRIORITIES: Readonly<Record<Severity, number>> = { critical: 5, warning: 4, info: 3 };
const PRIORITY_OF_GOOD_NEWS = 3;

/** Names of emoji, which ntfy puts before the title. */
const TAGS: Readonly<Record<Tone, string>> = {
  down: 'rotating_light',
  up: 'white_check_mark',
  neutral: 'pause_button',
};

export const ntfy: Service<NtfyContact> = {
  name: 'ntfy topic',
  request({ id, url, token }, message) {
    const { server, topic } = topicOf(url, id);
    const briefing = briefingOf(message);
    const { title, tone, severity, links, sections, list } = briefing;
    // Several incidents cannot be acknowledged by one button.
    const actions = (list.length === 0 ? [...sections[0].links, ...links] : links).slice(0, MAX_ACTIONS);
    const body = {
      topic,
      title,
      message: textOf(briefing),
      priority: tone === 'down' ? PRIORITIES[severity] : PRIORITY_OF_GOOD_NEWS,
      tags: [TAGS[tone]],
      ...(links[0] === undefined ? {} : { click: links[0].url }),
      actions: actions.map(({ label, url: target }) => ({ action: 'view', label, url: target })),
    };
    return { url: server, body, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
  },
  read,
};

/** JSON is posted to the server itself, and names the topic. A URL that came from a secret can be mended. */
function topicOf(url: string, contactId: string): { server: string; topic: string } {
  const parsed = URL.parse(url);
  const [, topic] = /^\/([\w-]{1,64})\/?$/.exec(parsed?.pathname ?? '') ?? [];
  if (parsed && topic) return { server: `${parsed.origin}/`, topic };
  const message = `The URL of contact "${contactId}" names no topic. Write one like https://ntfy.example.org/alerts`;
  throw new SendError(message, { isPermanent: false });
}

/** Lines until there is no more room. */
function textOf({ text, list, sections }: Briefing): string {
  const [first] = sections;
  const facts = first.facts.map(({ label, value }) => `${label}: ${value}`);
  const lines = list.length === 0 ? [first.text, ...facts] : [text, ...list];
  let fitting = '';
  for (const line of lines) {
    const longer = fitting === '' ? line : `${fitting}\n${line}`;
    if (Buffer.byteLength(longer) <= MAX_BYTES) fitting = longer;
  }
  return fitting;
}

function read(answer: PostAnswer): Reading {
  const reading = readStatus(answer);
  if (reading === 'accepted') return reading;
  const said = firstText(answerFields(answer.text).error);
  const advice = [401, 403].includes(answer.status) ? ADVICE : undefined;
  return { ...reading, ...(said === undefined ? {} : { said }), ...(advice === undefined ? {} : { advice }) };
}

const ADVICE = 'May whoever has this token publish to the topic?';
