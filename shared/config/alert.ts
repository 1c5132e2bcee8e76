/** `alert` and `routes`: who is told of what, and when. The schemas, and what they mean in the domain. */
import { z } from 'zod';
import type { Alert, Route, Severity, SeverityClass, Telling } from '../domain/monitor.ts';
import { BUILT_IN } from './built-in.ts';
import { parseDuration } from './duration.ts';
import { asList, duration, expecting, id, oneOrMore, text } from './fields.ts';
import { digestSchema, hoursSchema, resolveDigest, resolveHours } from './hours.ts';

const SEVERITIES = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];
const CLASSES = ['critical', 'high', 'medium', 'low'] as const satisfies readonly SeverityClass[];
const LONGEST_WORD = 100;

const contacts = z.union([id, z.array(id, { error: expecting('a list of contact ids') })], {
  error: expecting('ids of contacts, such as [oncall]'),
});

const severity = z.enum(SEVERITIES, { error: expecting(`one of ${SEVERITIES.join(', ')}`) });

const level = z.strictObject(
  {
    after: duration('1m', '7d').meta({ description: 'From the opening of the incident.', examples: ['15m'] }),
    to: contacts.meta({ description: 'Contacts that are told then.', examples: [['boss']] }),
  },
  { error: expecting('when and who', '{ after: 15m, to: [boss] }') },
);

const telling = {
  to: contacts.meta({ description: 'Contacts that are told, by id. [] for none.', examples: [['oncall']] }),
  escalate: oneOrMore(level, 'when and who, or a list of that').meta({
    description: 'Told later, if nobody has acknowledged the incident by then.',
    examples: [[{ after: '15m', to: ['boss'] }]],
  }),
  remind: duration('5m', '7d').meta({
    description: 'Tells again that often while it lasts and nobody has acknowledged it. Default never.',
    examples: ['4h'],
  }),
};

export const alertSchema = z
  .strictObject({
    ...telling,
    severity: severity.meta({
      description: 'How grave an outage is. Default warning.',
      examples: ['critical'],
      default: BUILT_IN.severity,
    }),
    class: z.enum(CLASSES, { error: expecting(`one of ${CLASSES.join(', ')}`) }).meta({
      description: 'How grave it is for those who count incidents. Follows the severity unless it is given.',
      examples: ['high'],
    }),
  })
  .partial()
  .meta({ description: 'Who is told of an outage.', examples: [{ to: ['oncall'], severity: 'critical' }] });

const words = (what: string, example: string) =>
  oneOrMore(text(LONGEST_WORD), `${what}, or a list of them`)
    .optional()
    .meta({ description: `Only ${what}.`, examples: [example] });

const match = z.strictObject({
  severity: oneOrMore(severity, `one of ${SEVERITIES.join(', ')}, or a list of them`)
    .optional()
    .meta({ description: 'Only monitors of these severities.', examples: ['critical'] }),
  group: words('monitors of these groups', 'Staff'),
  tag: words('monitors with one of these tags', 'payroll'),
  kind: words('monitors of these kinds', 'tls'),
});

export const routesSchema = z
  .array(
    z.strictObject(
      {
        id: id.meta({ description: 'Names the route in explanations.', examples: ['pages'] }),
        match: match.optional().meta({
          description: 'Which monitors it is for: those that match in every respect that is given. Default all.',
          examples: [{ severity: 'critical' }],
        }),
        to: telling.to,
        escalate: telling.escalate.optional(),
        remind: telling.remind.optional(),
        hours: hoursSchema.optional().meta({
          description: 'Outside these hours it waits for them.',
          examples: [{ days: 'mon-fri', from: '09:00', to: '17:30', zone: 'Europe/London' }],
        }),
        digest: digestSchema.optional().meta({
          description: 'Collects, and tells everything once a day.',
          examples: [{ at: '08:00', zone: 'Europe/London' }],
        }),
      },
      { error: expecting('a route', '- { id: pages, match: { severity: critical }, to: [oncall] }') },
    ),
    { error: expecting('a list of routes') },
  )
  .max(200, { error: expecting('at most 200 routes') })
  .meta({
    description: 'Tells more contacts of all monitors that match, besides those whom a monitor names itself.',
    examples: [[{ id: 'pages', match: { severity: 'critical' }, to: ['oncall'] }]],
  });

export type AlertEntry = z.infer<typeof alertSchema>;
export type RouteEntry = z.infer<typeof routesSchema>[number];

/** Each key of an entry stands for itself: an entry that names others keeps the severity of the defaults. */
export function resolveAlert(own: AlertEntry = {}, defaults: AlertEntry = {}): Alert {
  const entry = { ...defaults, ...own };
  return {
    ...resolveTelling(entry),
    severity: entry.severity ?? BUILT_IN.severity,
    ...(entry.class && { class: entry.class }),
  };
}

export function resolveRoute({ id, match = {}, hours, digest, ...entry }: RouteEntry): Route {
  const { severity, group, tag, kind } = match;
  return {
    id,
    match: {
      ...(severity && { severity: asList(severity) }),
      ...(group && { group: asList(group) }),
      ...(tag && { tag: asList(tag) }),
      ...(kind && { kind: asList(kind) }),
    },
    ...resolveTelling(entry),
    ...(hours && { hours: resolveHours(hours) }),
    ...(digest && { digest: resolveDigest(digest) }),
  };
}

function resolveTelling({ to, escalate, remind }: Pick<AlertEntry, 'to' | 'escalate' | 'remind'>): Telling {
  const levels = asList(escalate).map((level) => ({ afterMs: parseDuration(level.after) ?? 0, to: unique(level.to) }));
  const remindMs = parseDuration(remind ?? '');
  return {
    to: unique(to),
    ...(levels.length > 0 && { escalate: levels }),
    ...(remindMs !== undefined && { remindMs }),
  };
}

const unique = (ids: string | readonly string[] | undefined): string[] => [...new Set(asList(ids))];
