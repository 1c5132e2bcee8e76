/** PagerDuty, by its Events API v2. */

import type { PagerDutyContact, ServiceRegion } from '../domain/alerting/contact.ts';
import { severityClassOf } from '../domain/incident.ts';
import { type Briefing, briefingOf } from '../domain/messages/briefing.ts';
import { alone } from '../domain/messages/message.ts';
import { plainText, plainUnits } from '../domain/messages/plain-text.ts';
import type { SeverityClass } from '../domain/monitor.ts';
import { isoSeconds } from '../domain/time/calendar.ts';
import type { Notification } from '../ports.ts';
import { answerFields, firstText } from './answer-fields.ts';
import { alertKeyOf, stepOf } from './pager.ts';
import type { PostAnswer } from './post.ts';
import { type Reading, readStatus, type Service } from './service.ts';

const ORIGINS: Readonly<Record<ServiceRegion, string>> = {
  us: 'https://events.pagerduty.com',
  eu: 'https://events.eu.pagerduty.com',
};

const ACTIONS = { open: 'trigger', acknowledge: 'acknowledge', close: 'resolve' } as const;

const SEVERITIES: Readonly<Record<SeverityClass, 'critical' | 'error' | 'warning' | 'info'>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

export const pagerduty = (origin?: string): Service<PagerDutyContact> => ({
  name: 'PagerDuty integration',
  request({ routingKey, region }, { notifications: [notification] }) {
    const step = stepOf(notification);
    const body = {
      routing_key: routingKey,
      event_action: ACTIONS[step],
      dedup_key: plainUnits(alertKeyOf(notification), MAX_KEY),
      ...(step === 'open' ? alertOf(notification) : {}),
    };
    return { url: `${origin ?? ORIGINS[region]}/v2/enqueue`, body };
  },
  read,
});

const MAX_KEY = 255;

function alertOf(notification: Notification) {
  const { incident, monitor, statusUrl } = notification;
  const briefing = briefingOf(alone(notification));
  const [section] = briefing.sections;
  return {
    client: 'Nightjar',
    ...(statusUrl === undefined ? {} : { client_url: statusUrl }),
    links: [...section.links, ...briefing.links].map(({ label, url }) => ({ href: url, text: label })),
    payload: {
      summary: briefing.summary,
      source: plainText(incident.monitorId),
      severity: SEVERITIES[severityClassOf(incident)],
      timestamp: isoSeconds(incident.since),
      component: plainText(incident.monitorName),
      ...(monitor?.group === undefined ? {} : { group: plainText(monitor.group) }),
      class: incident.failure.code,
      custom_details: detailsOf(briefing),
    },
  };
}

const detailsOf = ({ sections: [{ text, facts }] }: Briefing): Record<string, string> => ({
  'What happened': text,
  ...Object.fromEntries(facts.map(({ label, value }) => [label, value])),
});

/** The answer says which field is wrong. */
function read(answer: PostAnswer): Reading {
  const reading = readStatus(answer);
  if (reading === 'accepted') return reading;
  const { errors, message } = answerFields(answer.text);
  const said = firstText(errors, message);
  return { ...reading, ...(said === undefined ? {} : { said }), ...(answer.status === 400 ? { advice: ADVICE } : {}) };
}

const ADVICE = 'Is the routing key that of an Events API v2 integration, in this region?';
