/** Messages that say what people and targets could make them say, and worse. */
import fc from 'fast-check';
import type {
  Message,
  MessageReason,
  Notification,
  NotificationKind,
} from '../../shared/domain/alerting/notification.ts';
import { aMonitor, anHttpTarget, anIncident, MINUTE, NOON } from '../domain/builders.ts';

/** Markup, mentions and tricks of every service. */
const TRICKS = [
  '<!channel> <@U123> <#C123|x> <https://evil.example|click>',
  '@everyone @here @channel',
  '*bold* _italic_ ~gone~ `code` ```block``` ~~x~~ __u__ ||spoiler||',
  '[click](https://evil.example) <https://evil.example> https://evil.example/?a=1&b=2',
  '<b>bold</b><br><a href="https://evil.example">x</a> <users/all> &lt;b&gt; &amp; &#60;',
  '# heading\n> quote\n- item\n1. one\n-# small',
  ':smile: <:kappa:1> <t:1:R> <@&1> <#1>',
  '{{DATE(2026-11-22T00:00:00Z, SHORT)}} ${env:TOKEN} {{title}} <at>Ada</at>',
  '"}],"text":"<!here>"} \\" \\n \\u003c!here\\u003e \\',
  'a\u0000b\u001b[31mc\u202edcba\u200b\ufeff\u2028\u2029\r\n\t',
  '\ud800 \udfff 👩‍👩‍👧‍👧 🇩🇪 ﷽ '.repeat(40),
  'x'.repeat(5000),
];

const text = (): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...TRICKS), fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 })),
      {
        maxLength: 3,
      },
    )
    .map((parts) => parts.join(' '));

const KINDS: readonly NotificationKind[] = ['down', 'recovered', 'closed', 'reminder', 'undelivered'];

const anyNotification = (): fc.Arbitrary<Notification> =>
  fc
    .record({
      kind: fc.constantFrom(...KINDS),
      severity: fc.constantFrom('critical', 'warning', 'info'),
      name: text(),
      said: text(),
      found: text(),
      path: fc.webPath(),
      id: fc.integer({ min: 0, max: 99 }),
      hasMonitor: fc.boolean(),
    })
    .map(({ kind, severity, name, said, found, path, id, hasMonitor }) => ({
      eventId: `${name}-${id}/${kind}`,
      kind,
      incident: anIncident({
        id: `${name}-${id}`,
        monitorName: name,
        severity,
        failure: { code: 'unexpected_status', message: said, expected: found, found: said },
        ...(kind === 'recovered' && {
          closing: { reason: 'recovered', at: NOON + 9 * MINUTE, upSince: NOON + 8 * MINUTE },
        }),
        ...(kind === 'closed' && { closing: { reason: 'paused', at: NOON + 9 * MINUTE, upSince: NOON } }),
      }),
      ...(hasMonitor && {
        monitor: aMonitor({
          group: said,
          tags: [name, said],
          impact: found,
          runbook: `https://status.example.org${path}?runbook`,
          target: anHttpTarget({ url: `https://rota.example.org${path}` }),
        }),
      }),
      at: NOON + 10 * MINUTE,
      statusUrl: `https://status.example.org${path}`,
      acknowledgeUrl: `https://status.example.org/acknowledge?t=${encodeURIComponent(path)}(1)`,
      acknowledgement: { at: NOON, by: name, note: said },
      ...(kind === 'undelivered' && { undelivered: { contactId: 'phone', reason: said } }),
    }));

const REASONS: readonly MessageReason[] = ['group', 'storm', 'digest'];

export const anyMessage = (): fc.Arbitrary<Message> =>
  fc
    .record({
      first: anyNotification(),
      rest: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(anyNotification(), { maxLength: 70 })),
      reason: fc.constantFrom(...REASONS),
    })
    .map(({ first, rest, reason }) => ({
      id: first.eventId,
      reason: rest.length === 0 ? ('single' as const) : reason,
      notifications: [first, ...rest] as const,
    }));

/** Every text of a payload, with the name of the field that it stands in. */
export function textsIn(value: unknown, key = ''): { key: string; text: string }[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, name));
}

/** Every object of a payload. */
export function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}

/** Control characters, direction marks and what is invisible; line breaks are the sender's own. */
export const HARMFUL = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** How many messages each sender is tried with. */
export const RUNS = { numRuns: 60 };
