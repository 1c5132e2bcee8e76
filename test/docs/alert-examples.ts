/** The messages that two documents show, as the code writes them. Each stands there in a block after its marker. */

import type { Contact, HttpContact, NtfyContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { emailText, smsText, subjectOf, terminalText, webhookPayload } from '../../shared/domain/messages/message.ts';
import type { Message } from '../../shared/ports.ts';
import { discord } from '../../shared/senders/discord.ts';
import { googleChat } from '../../shared/senders/google-chat.ts';
import { http } from '../../shared/senders/http.ts';
import { ntfy } from '../../shared/senders/ntfy.ts';
import { opsgenie } from '../../shared/senders/opsgenie.ts';
import { pagerduty } from '../../shared/senders/pagerduty.ts';
import type { Service, ServiceRequest } from '../../shared/senders/service.ts';
import { SIGNS } from '../../shared/senders/sign.ts';
import { slack } from '../../shared/senders/slack.ts';
import { teams } from '../../shared/senders/teams.ts';
import { telegram } from '../../shared/senders/telegram.ts';
import { MESSAGES, SINCE } from '../domain/messages.ts';

export const DOCUMENTS = ['alerts', 'alert-requests'].map((name) => new URL(`../../docs/${name}.md`, import.meta.url));

type Name = keyof typeof MESSAGES;
const NAMES = (Object.keys(MESSAGES) as Name[]).filter((name) => name !== 'acknowledged');
const SINGLE = NAMES.filter((name) => MESSAGES[name].reason === 'single');

/** By the words of the marker, what follows it. */
export function examples(): ReadonlyMap<string, string> {
  return new Map([
    ...NAMES.map((name): [string, string] => [`email: ${name}`, block('text', email(MESSAGES[name]))]),
    ['text messages', block('text', NAMES.map((name) => smsText(MESSAGES[name])).join('\n\n'))],
    ['terminal', block('text', SINGLE.map((name) => terminalText(MESSAGES[name])).join('\n'))],
    ['webhook', block('json', pretty(webhookPayload(MESSAGES.recovered.notifications[0])))],
    ...shown('telegram', telegram(), { kind: 'telegram', id: 'chat', token: '…', chatId: '-1001234567890' }, [
      'down',
      'group',
    ]),
    ...shown('pagerduty', pagerduty(), { kind: 'pagerduty', id: 'oncall', routingKey: '…', region: 'us' }, [
      'down',
      'recovered',
    ]),
    ...shown('opsgenie', opsgenie(), { kind: 'opsgenie', id: 'oncall', apiKey: '…', region: 'us' }, [
      'down',
      'recovered',
    ]),
    ...shown('ntfy', ntfy, NTFY_CONTACT, ['down', 'recovered', 'group']),
    ...shown(
      'slack',
      slack,
      { kind: 'slack', id: 'team', url: 'https://hooks.slack.com/services/…', allowPrivate: false },
      ['down', 'group'],
    ),
    ...shown('mattermost', slack, { kind: 'slack', id: 'own-chat', url: HOOK, allowPrivate: true }, ['down']),
    ...shown('teams', teams, { kind: 'teams', id: 'office', url: HOOK }, ['down', 'group']),
    ...shown('discord', discord, { kind: 'discord', id: 'players', url: HOOK }, ['down', 'group']),
    ...shown('google chat', googleChat, { kind: 'google-chat', id: 'space', url: HOOK }, ['down', 'group']),
    ['chat', block('text', NAMES.map((name) => chatText(MESSAGES[name])).join(BETWEEN))],
    ['telegram', block('text', NAMES.map((name) => telegramText(MESSAGES[name])).join(BETWEEN))],
    ['ntfy', block('text', NAMES.map((name) => ntfyText(MESSAGES[name])).join(BETWEEN))],
    ...shown('http', http, HTTP_CONTACT, ['down']),
  ]);
}

const BETWEEN = `\n\n${'─'.repeat(40)}\n\n`;

const HOOK = 'https://hooks.example.org/…';

const NTFY_CONTACT: NtfyContact = {
  kind: 'ntfy',
  id: 'phone',
  url: 'https://ntfy.example.org/alerts',
  allowPrivate: false,
};

const HTTP_CONTACT: HttpContact = {
  kind: 'http',
  id: 'alarms',
  method: 'POST',
  url: 'https://alarms.example.org/api/messages',
  headers: {},
  body: { message: '{{title}}', details: '{{details}}', tags: ['nightjar', '{{severity}}'] },
  allowPrivate: false,
};

const block = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

const email = (message: Message): string => `Subject: ${subjectOf(message)}\n\n${emailText(message)}`;

/** In outline what each chat shows, each by its own means. */
function chatText(message: Message): string {
  const { tone, title, text, list, sections, links, footer } = briefingOf(message);
  const details = sections.flatMap((section) => [
    ...(list.length > 0 ? ['', `${SIGNS[section.tone]} ${section.title}`] : []),
    section.text,
    ...section.facts.map(({ label, value }) => `${label}  ${value}`),
    buttons(section.links),
  ]);
  return [`${SIGNS[tone]} ${title}`, text, ...list.map((line) => `• ${line}`), ...details, buttons(links), footer]
    .join('\n')
    .replace(/\n\n+/g, '\n\n');
}

const buttons = (links: readonly { readonly label: string }[]): string =>
  links.map(({ label }) => `[ ${label} ]`).join(' ');

function telegramText(message: Message): string {
  const { body } = telegram().request({ kind: 'telegram', id: 'chat', token: '…', chatId: '-1' }, message, SINCE);
  return (body as { text: string }).text;
}

function ntfyText(message: Message): string {
  const { body } = ntfy.request(NTFY_CONTACT, message, SINCE);
  const { title, message: text, actions } = body as { title: string; message: string; actions: { label: string }[] };
  return [title, text, buttons(actions)].join('\n');
}

/** The requests of a service, a block each. */
function shown<C extends Contact>(
  kind: string,
  service: Service<C>,
  contact: C,
  names: readonly Name[],
): [string, string][] {
  return names.map((name) => [`${kind}: ${name}`, requestText(service.request(contact, MESSAGES[name], SINCE))]);
}

function requestText({ method = 'POST', url, headers = {}, body }: ServiceRequest): string {
  const head = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  return `${block('http', head)}\n\n${typeof body === 'string' ? block('text', body) : block('json', pretty(body))}`;
}

const MARKED = /<!-- (shown: ([\w: -]+)) -->\n\n(?:```http\n[\s\S]*?\n```\n\n)?```\w+\n[\s\S]*?\n```\n/g;

/** The document with every marked block as the code writes it. Throws where a marker names nothing. */
export function withExamples(document: string): string {
  const known = examples();
  return document.replace(MARKED, (_, marker: string, name: string) => {
    const example = known.get(name);
    if (example === undefined) throw new Error(`a document shows "${name}", which no sender writes`);
    return `<!-- ${marker} -->\n\n${example}\n`;
  });
}

/** What the document shows. */
export const shownIn = (document: string): string[] => Array.from(document.matchAll(MARKED), ([, , name = '']) => name);
