/**
 * Every message by every way, made of what people and targets could make it say and worse: it is well formed, small enough,
 * and holds no markup, mention or control character that is not ours. Slack, Teams, Discord and Google Chat are read with
 * the parsers of their own formats in tests beside this one.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact, HttpContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { isGsm7, septets } from '../../shared/domain/messages/gsm7.ts';
import {
  alone,
  emailText,
  smsText,
  subjectOf,
  terminalText,
  webhookPayload,
} from '../../shared/domain/messages/message.ts';
import type { Message } from '../../shared/ports.ts';
import { discord } from '../../shared/senders/discord.ts';
import { googleChat } from '../../shared/senders/google-chat.ts';
import { http } from '../../shared/senders/http.ts';
import { ntfy } from '../../shared/senders/ntfy.ts';
import { opsgenie } from '../../shared/senders/opsgenie.ts';
import { pagerduty } from '../../shared/senders/pagerduty.ts';
import type { Service } from '../../shared/senders/service.ts';
import { slack } from '../../shared/senders/slack.ts';
import { teams } from '../../shared/senders/teams.ts';
import { telegram } from '../../shared/senders/telegram.ts';
import { webhook } from '../../shared/senders/webhook.ts';
import { NOON } from '../domain/builders.ts';
import { aStory } from '../domain/messages.ts';
import { anyMessage, textsIn } from './any-message.ts';

const RUNS = { numRuns: 100 };
function holds(property: (message: Message) => void): void {
  fc.assert(
    fc.property(anyMessage(), (message) => {
      property(message);
    }),
    RUNS,
  );
}

/** Nothing that is not seen, but the line breaks of those who make lines, and the joiner that keeps a mention from being one. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;
const isClean = (text: string): boolean => text.isWellFormed() && !UNSEEN.test(text.replaceAll('@\u2060', '@'));

const url = 'https://hooks.example.org/x';
const TEMPLATE = { text: '{{title}}', all: ['{{summary}} {{details}}', { deep: '{{eventId}}' }], level: 3 };
const request: HttpContact = {
  kind: 'http',
  id: 'c',
  method: 'POST',
  url,
  headers: {},
  body: TEMPLATE,
  allowPrivate: false,
};

/** The body that each service is sent, one message at a time where it takes no groups. */
const BODIES = {
  telegram: bodyOf(telegram(), { kind: 'telegram', id: 'c', token: 't', chatId: '1' }),
  pagerduty: bodyOf(pagerduty(), { kind: 'pagerduty', id: 'c', routingKey: 'k', region: 'us' }),
  opsgenie: bodyOf(opsgenie(), { kind: 'opsgenie', id: 'c', apiKey: 'k', region: 'us' }),
  ntfy: bodyOf(ntfy, { kind: 'ntfy', id: 'c', url, allowPrivate: false }),
  http: bodyOf(http, request),
  webhook: bodyOf(webhook, { kind: 'webhook', id: 'c', url, secret: 'k', allowPrivate: false }),
  slack: bodyOf(slack, {
    kind: 'slack',
    id: 'c',
    url: 'https://hooks.slack.com/services/T0/B0/x',
    allowPrivate: false,
  }),
  teams: bodyOf(teams, { kind: 'teams', id: 'c', url }),
  discord: bodyOf(discord, { kind: 'discord', id: 'c', url }),
  'google-chat': bodyOf(googleChat, { kind: 'google-chat', id: 'c', url }),
} satisfies Record<Exclude<Contact['kind'], 'sns' | 'terminal'>, (message: Message) => unknown>;

function bodyOf<C extends Contact>(service: Service<C>, contact: C): (message: Message) => unknown {
  return (message) => {
    const { body } = service.request(contact, message, NOON);
    return typeof body === 'string' ? JSON.parse(body) : JSON.parse(JSON.stringify(body));
  };
}

describe.each(Object.entries(BODIES))('%s', (_, body) => {
  it('is sent nothing that cannot be seen, and no broken character', () =>
    holds((message) => {
      expect(textsIn(body(message)).filter(({ text }) => !isClean(text))).toEqual([]);
    }));
});

describe('an email', () => {
  it('has a subject that SNS takes', () =>
    holds((message) => expect(subjectOf(message)).toMatch(/^[A-Z0-9][ -~]{0,98}$/)));

  it('is clean, begins with what happened, and fits into a publication twice', () =>
    holds((message) => {
      const text = emailText(message);
      expect(isClean(text)).toBe(true);
      expect(text.split('\n')[0]).toBe(briefingOf(message).title);
      expect(text).toContain(briefingOf(message).footer);
      expect(Buffer.byteLength(JSON.stringify({ default: text, email: text }))).toBeLessThan(240_000);
    }));
});

describe('a text message', () => {
  it('is one part of GSM-7, whatever happened to however many', () =>
    holds((message) => {
      const text = smsText(message);
      expect([...text].every(isGsm7)).toBe(true);
      expect(septets(text)).toBeLessThanOrEqual(160);
      expect(text).toMatch(/^((STILL )?DOWN|NOT TOLD|RECOVERED|PAUSED|REMOVED|DIGEST): \S|^\d+ [A-Z]/);
    }));
});

describe('a terminal', () => {
  it('is moved by no text', () => holds((message) => expect(isClean(terminalText(message))).toBe(true)));
});

describe('what a target wrote', () => {
  const CANARY = 'tArGeTwRoTe';
  const failure = { code: 'assertion_failed', message: CANARY, expected: CANARY, found: CANARY } as const;
  const one = aStory('down', { incident: { failure } });
  const many = [one, aStory('down', { incident: { failure, monitorId: 'other' } })] as const;

  it.each<[string, Message]>([
    ['one', alone(one)],
    ['many', { id: 'm', reason: 'group', notifications: many }],
  ])('is in no title, list, subject or text message (%s)', (_, message) => {
    const { title, summary, list } = briefingOf(message);
    expect([title, summary, ...list, subjectOf(message), smsText(message)].join('\n')).not.toContain(CANARY);
    expect(emailText(message)).toContain(CANARY);
  });
});

interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

describe('Telegram', () => {
  const read = (message: Message) => BODIES.telegram(message) as { text: string; entities: Entity[] };

  it('gets offsets that are right, and no more than it looks at', () =>
    holds((message) => {
      const { text, entities } = read(message);
      expect(text.length).toBeLessThanOrEqual(4096);
      expect(text.trim()).not.toBe('');
      expect(entities.length).toBeLessThanOrEqual(100);
      let end = 0;
      for (const entity of entities) {
        expect(entity.offset).toBeGreaterThanOrEqual(end);
        expect(entity.length).toBeGreaterThan(0);
        end = entity.offset + entity.length;
        expect(end).toBeLessThanOrEqual(text.length);
        expect(text.slice(entity.offset, end).isWellFormed()).toBe(true);
        if (entity.type === 'text_link') expect(entity.url).toMatch(/^https:\/\/status\.example\.org\//);
        else expect(['bold', 'code']).toContain(entity.type);
      }
    }));

  it('finds nothing outside of code that it would make a link, a mention, a tag or a command of', () =>
    holds((message) => {
      const { text, entities } = read(message);
      const safe = entities.filter(({ type }) => type !== 'bold');
      const rest = safe.reduceRight(
        (left, { offset, length }) => left.slice(0, offset) + left.slice(offset + length),
        text,
      );
      expect(rest).not.toMatch(/[@#$/]\S|\S\.\S/);
    }));
});

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const isWebUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

describe('PagerDuty', () => {
  it('gets an event as its schema asks', () =>
    holds((message) => {
      const { routing_key, event_action, dedup_key, payload, links, client, client_url, ...more } = BODIES.pagerduty(
        message,
      ) as Record<string, unknown>;
      expect(more).toEqual({});
      expect(routing_key).toBe('k');
      expect(String(dedup_key).length).toBeLessThanOrEqual(255);
      expect(String(dedup_key)).not.toBe('');
      if (event_action !== 'trigger') {
        expect(['acknowledge', 'resolve']).toContain(event_action);
        expect([payload, links, client, client_url]).toEqual([undefined, undefined, undefined, undefined]);
        return;
      }
      const {
        summary,
        source,
        severity,
        timestamp,
        component,
        group,
        class: code,
        custom_details,
        ...rest
      } = payload as Record<string, unknown>;
      expect(rest).toEqual({});
      expect(String(summary).length).toBeLessThanOrEqual(1024);
      expect(['critical', 'error', 'warning', 'info']).toContain(severity);
      expect(timestamp).toMatch(ISO);
      expect(typeof source + typeof component + typeof code).toBe('stringstringstring');
      expect(group === undefined || typeof group === 'string').toBe(true);
      for (const { href, text } of links as Record<string, string>[]) {
        expect(isWebUrl(href ?? '')).toBe(true);
        expect(text).toMatch(/^(Acknowledge|Runbook|Status page)$/);
      }
      expect(Object.values(custom_details as object).every((value) => typeof value === 'string')).toBe(true);
    }));
});

describe('Opsgenie', () => {
  it('gets no more than it takes, and nothing that its HTML could be made of', () =>
    holds((message) => {
      const body = BODIES.opsgenie(message) as Record<string, string> & { details?: object; tags?: string[] };
      expect(textsIn(body).filter(({ text }) => /[<>]/.test(text))).toEqual([]);
      const limits = {
        message: 130,
        alias: 512,
        description: 15_000,
        entity: 512,
        source: 100,
        user: 100,
        note: 25_000,
      };
      for (const [field, limit] of Object.entries(limits))
        expect((body[field] ?? '').length).toBeLessThanOrEqual(limit);
      expect(JSON.stringify(body.details ?? {}).length).toBeLessThanOrEqual(8000);
      expect((body.tags ?? []).length).toBeLessThanOrEqual(20);
      expect((body.tags ?? []).filter((tag) => tag.length > 50)).toEqual([]);
    }));
});

describe('ntfy', () => {
  it('gets a text and not a file, and buttons that lead somewhere', () =>
    holds((message) => {
      const body = BODIES.ntfy(message) as {
        topic: string;
        title: string;
        message: string;
        priority: number;
        actions: { action: string; label: string; url: string }[];
      };
      expect(body.topic).toBe('x');
      expect([...body.title].length).toBeLessThanOrEqual(200);
      expect(body.title).not.toContain('\n');
      expect(Buffer.byteLength(body.message)).toBeLessThanOrEqual(4096);
      expect([3, 4, 5]).toContain(body.priority);
      expect(body.actions.length).toBeLessThanOrEqual(3);
      expect(body.actions.every(({ action, url: target }) => action === 'view' && isWebUrl(target))).toBe(true);
    }));
});

describe('a request of one’s own making', () => {
  it('keeps the structure that was written down', () =>
    holds((message) => {
      const body = BODIES.http(message) as typeof TEMPLATE;
      expect(body).toEqual({
        text: briefingOf(message).title,
        all: [expect.any(String), { deep: briefingOf(message).eventId }],
        level: 3,
      });
    }));

  it('is plain text of which no part is left to be filled in', () =>
    holds((message) => {
      const { body } = http.request({ ...request, body: 'Alert: {{title}} ({{tone}})' }, message, NOON);
      const { title, tone } = briefingOf(message);
      expect(body).toBe(`Alert: ${title} (${tone})`);
    }));
});

/** The names of all fields, for an object that has them all. */
const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, OPEN.has(name) ? '' : shapeOf(inner)]))
    : '';

/** Those that may be null or differ in their names. */
const OPEN: ReadonlySet<string> = new Set(['target', 'regions', 'flapping', 'acknowledgement', 'undelivered']);

describe('a webhook', () => {
  const shape = shapeOf(webhookPayload(aStory('down')));

  it('gets every field in every message, and instants that can be read', () =>
    holds((message) => {
      const payload = webhookPayload(message.notifications[0]);
      expect(shapeOf(payload)).toEqual(shape);
      const { since, openedAt, closedAt, upSince } = payload.incident;
      for (const instant of [since, openedAt, closedAt, upSince]) {
        if (instant !== null) expect(instant).toMatch(ISO);
      }
    }));
});
