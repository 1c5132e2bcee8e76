/**
 * Opsgenie, by its Alert API: one alert for each incident, by its alias. Opsgenie takes HTML in most texts, and none of
 * ours is: angle brackets are sent as quotation marks of their shape, which every telephone shows.
 */

import type { OpsgenieContact, ServiceRegion } from '../domain/alerting/contact.ts';
import { severityClassOf } from '../domain/incident.ts';
import { type Briefing, briefingOf } from '../domain/messages/briefing.ts';
import { alone } from '../domain/messages/message.ts';
import { plainUnits } from '../domain/messages/plain-text.ts';
import type { SeverityClass } from '../domain/monitor.ts';
import type { Notification } from '../ports.ts';
import { answerFields, firstText } from './answer-fields.ts';
import { alertKeyOf, stepOf } from './pager.ts';
import type { PostAnswer } from './post.ts';
import { type Reading, readStatus, type Service } from './service.ts';

const ORIGINS: Readonly<Record<ServiceRegion, string>> = {
  us: 'https://api.opsgenie.com',
  eu: 'https://api.eu.opsgenie.com',
};

const PRIORITIES: Readonly<Record<SeverityClass, 'P1' | 'P2' | 'P3' | 'P4'>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
};

/** What Opsgenie takes, in characters; longer texts are refused. */
const MAX = {
  message: 130,
  alias: 512,
  description: 15_000,
  line: 2100,
  value: 400,
  entity: 512,
  user: 100,
  note: 1000,
  tag: 50,
  tags: 20,
};

const flat = (text: string, limit: number): string => plainUnits(text.replaceAll('<', '‹').replaceAll('>', '›'), limit);

const SOURCE = 'Nightjar';

export const opsgenie = (origin?: string): Service<OpsgenieContact> => ({
  name: 'Opsgenie integration',
  request({ apiKey, region }, { notifications: [notification] }) {
    const alerts = `${origin ?? ORIGINS[region]}/v2/alerts`;
    const alias = flat(alertKeyOf(notification), MAX.alias);
    const headers = { authorization: `GenieKey ${apiKey}` };
    const step = stepOf(notification);
    if (step === 'open') return { url: alerts, headers, body: alertOf(notification, alias) };
    const url = `${alerts}/${encodeURIComponent(alias)}/${step}?identifierType=alias`;
    return { url, headers, body: noteOf(notification) };
  },
  read,
});

function alertOf(notification: Notification, alias: string) {
  const { incident, monitor } = notification;
  const briefing = briefingOf(alone(notification));
  const [{ facts }] = briefing.sections;
  return {
    message: flat(briefing.title, MAX.message),
    alias,
    description: descriptionOf(briefing),
    details: Object.fromEntries(facts.map(({ label, value }) => [label, flat(value, MAX.value)])),
    entity: flat(incident.monitorName || incident.monitorId, MAX.entity),
    source: SOURCE,
    priority: PRIORITIES[severityClassOf(incident)],
    tags: [incident.severity, ...(monitor?.tags ?? [])].slice(0, MAX.tags).map((tag) => flat(tag, MAX.tag)),
  };
}

/** What the app shows first below the message; it makes links of URLs by itself. */
function descriptionOf({ summary, sections: [{ text, links }], links: more, footer }: Briefing): string {
  const lines = [summary, text, ...[...links, ...more].map(({ label, url }) => `${label}: ${url}`), footer];
  return lines
    .map((line) => flat(line, MAX.line))
    .join('\n')
    .slice(0, MAX.description);
}

function noteOf(notification: Notification) {
  const { acknowledgement } = notification;
  const { title } = briefingOf(alone(notification));
  const user =
    acknowledgement && stepOf(notification) === 'acknowledge' ? { user: flat(acknowledgement.by, MAX.user) } : {};
  return { ...user, source: SOURCE, note: flat(title, MAX.note) };
}

function read(answer: PostAnswer): Reading {
  const reading = readStatus(answer);
  if (reading === 'accepted') return reading;
  const said = firstText(answerFields(answer.text).message);
  const advice = [401, 403].includes(answer.status) ? ADVICE : undefined;
  return { ...reading, ...(said === undefined ? {} : { said }), ...(advice === undefined ? {} : { advice }) };
}

const ADVICE = 'Is the key that of an API integration, in this region, with the right to create alerts?';
