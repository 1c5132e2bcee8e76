/** `maintenance`: windows in which work is planned. The schema, and what it means in the domain. */
import { z } from 'zod';
import { parseInstant, type Weekday } from '../domain/time/calendar.ts';
import type { Coverage, MaintenanceWindow, MonthlyWindow, Nth } from '../domain/time/maintenance.ts';
import { parseDuration } from './duration.ts';
import { duration, expecting, id, line, report, requireKeys, text } from './fields.ts';
import { cron, DEFAULT_ZONE, days, instant, resolveDays, timeOfDay, zone } from './when.ts';

const LONGEST_NAME = 100;
const MOST_WINDOWS = 200;
const LONGEST = '31d';

const lasting = {
  for: duration('1m', LONGEST).meta({ description: 'How long it lasts, however the clocks go on.', examples: ['2h'] }),
  zone: zone.optional().meta({
    description: 'The time zone of the clock on the wall. Default UTC.',
    examples: ['Europe/London'],
    default: DEFAULT_ZONE,
  }),
};

const at = timeOfDay().meta({ description: 'When it begins, by that clock.', examples: ['02:00'] });

const once = z
  .strictObject({
    from: instant.meta({ description: 'Its first instant.', examples: ['2026-12-01T22:00Z'] }),
    to: instant.meta({ description: 'The first instant after it.', examples: ['2026-12-02T02:00Z'] }),
  })
  .superRefine(({ from, to }, context) => {
    const [first, end] = [parseInstant(from), parseInstant(to)];
    if (first === undefined || end === undefined) return;
    const isTooLong = end - first > (parseDuration(LONGEST) ?? 0);
    if (end <= first)
      report(context, { message: 'the end does not come after the beginning', expected: `later than ${from}` }, ['to']);
    if (isTooLong)
      report(context, { message: `it lasts longer than ${LONGEST}`, expected: `${LONGEST} after ${from} at most` }, [
        'to',
      ]);
  })
  .meta({ description: 'One time only.', examples: [{ from: '2026-12-01T22:00Z', to: '2026-12-02T02:00Z' }] });

const weekly = z
  .strictObject({
    days: days.meta({ description: 'Days of the week on which it begins.', examples: [['sun'], 'mon-fri'] }),
    at,
    ...lasting,
  })
  .meta({
    description: 'On days of the week.',
    examples: [{ days: ['sun'], at: '02:00', for: '2h', zone: 'Europe/London' }],
  });

const NTHS: Readonly<Record<string, Nth>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: 'last' };
const NTH_WEEKDAY = new RegExp(`^(${Object.keys(NTHS).join('|')}) (sun|mon|tue|wed|thu|fri|sat)$`);
const WEEKDAY_EXPECTED = 'first, second, third, fourth, fifth or last, and a day such as sun';
const DAY_EXPECTED = 'a day of the month from 1 to 31, or last';

const dayError = { error: expecting(DAY_EXPECTED) };
const dayNumber = z.number(dayError).int(dayError).min(1, dayError).max(31, dayError);

const monthly = requireKeys(
  z.strictObject({
    day: z
      .union([dayNumber, z.literal('last')], { error: expecting(DAY_EXPECTED) })
      .optional()
      .meta({ description: 'A day of the month, or the last one.', examples: [1, 'last'] }),
    weekday: z
      .string({ error: expecting(WEEKDAY_EXPECTED) })
      .regex(NTH_WEEKDAY, { error: expecting(WEEKDAY_EXPECTED) })
      .optional()
      .meta({ description: 'A day of the week, counted in the month.', examples: ['second sun'] }),
    at,
    ...lasting,
  }),
  { keys: ['day', 'weekday'], max: 1, expected: 'either day or weekday', example: 'weekday: second sun' },
).meta({ description: 'On a day of every month.', examples: [{ weekday: 'second sun', at: '02:00', for: '2h' }] });

const byCron = z
  .strictObject({
    expression: cron('expression').meta({ description: 'When it begins, as in a crontab.', examples: ['0 3 * * 6'] }),
    ...lasting,
  })
  .meta({ description: 'By a cron expression.', examples: [{ expression: '0 3 * * 6', for: '1h' }] });

const someOf = (what: string, example: string) => {
  const expected = `a list of ${what}`;
  return z
    .array(text(LONGEST_NAME), { error: expecting(expected) })
    .min(1, { error: expecting(expected) })
    .optional()
    .meta({ description: `Covers these ${what}.`, examples: [[example]] });
};

const KINDS = ['once', 'weekly', 'monthly', 'cron'];
const COVERAGE = ['monitors', 'groups', 'tags', 'everything'];
const EXAMPLE = '- { id: patches, weekly: { days: [sun], at: "02:00", for: 2h }, groups: [Staff] }';
const AVAILABILITIES = ['excluded', 'counted'] as const;

const window = z.strictObject(
  {
    id: id.meta({ description: 'Names the window in messages.', examples: ['patch-night'] }),
    name: line(LONGEST_NAME)
      .optional()
      .meta({ description: 'For people; default the id.', examples: ['Patch night'] }),
    once: once.optional(),
    weekly: weekly.optional(),
    monthly: monthly.optional(),
    cron: byCron.optional(),
    monitors: someOf('ids of monitors', 'rota'),
    groups: someOf('groups', 'Staff'),
    tags: someOf('tags', 'eu'),
    everything: z
      .literal(true, { error: expecting('true, or no such key') })
      .optional()
      .meta({ description: 'Covers every monitor.', examples: [true] }),
    availability: z
      .enum(AVAILABILITIES, { error: expecting(`one of ${AVAILABILITIES.join(', ')}`) })
      .optional()
      .meta({
        description: 'Whether what is seen meanwhile counts as availability. Default excluded.',
        examples: ['counted'],
        default: 'excluded',
      }),
  },
  { error: expecting('a window', EXAMPLE) },
);

const planned = requireKeys(window, {
  keys: KINDS,
  max: 1,
  none: 'nothing says when the window is',
  expected: `one of ${KINDS.join(', ')}`,
  example: 'weekly: { days: [sun], at: "02:00", for: 2h, zone: Europe/London }',
});

const covering = planned.superRefine(
  (value, context) => {
    const covered = COVERAGE.filter((key) => Object.hasOwn(Object(value), key));
    const expected = 'monitors, groups or tags, or everything: true';
    const example = 'groups: [Staff]';
    if (covered.length === 0) report(context, { message: 'nothing says what the window covers', expected, example });
    if (covered.length > 1 && covered.includes('everything'))
      report(context, { message: 'everything leaves nothing for the other keys', expected, example });
  },
  {
    when: ({ value, issues }) =>
      typeof value === 'object' && value !== null && !issues.some((issue) => issue.code === 'unrecognized_keys'),
  },
);

const MOST = `at most ${MOST_WINDOWS} windows`;

export const maintenanceSchema = z
  .array(covering.meta({ description: 'Work that is planned.' }), { error: expecting('a list of windows', EXAMPLE) })
  .max(MOST_WINDOWS, { error: expecting(MOST) })
  .meta({
    description: 'When work is planned: nobody is told of what it covers meanwhile.',
    examples: [[{ id: 'patches', weekly: { days: ['sun'], at: '02:00', for: '2h' }, groups: ['Staff'] }]],
  });

export type WindowEntry = z.infer<typeof maintenanceSchema>[number];

export function resolveWindow(entry: WindowEntry): MaintenanceWindow {
  const { id, name = id, availability = 'excluded' } = entry;
  return { id, name, covers: coverageOf(entry), availability, ...planOf(entry) };
}

function coverageOf({ everything, monitors = [], groups = [], tags = [] }: WindowEntry): Coverage {
  return everything ? 'everything' : { monitors, groups, tags };
}

type PlanOf<W> = W extends MaintenanceWindow ? Omit<W, 'id' | 'name' | 'covers' | 'availability'> : never;

function planOf({ id, once, weekly, monthly, cron }: WindowEntry): PlanOf<MaintenanceWindow> {
  if (once) return { kind: 'once', from: parseInstant(once.from) ?? 0, to: parseInstant(once.to) ?? 0 };
  if (weekly) return { kind: 'weekly', days: resolveDays(weekly.days), at: weekly.at, ...lengthOf(weekly) };
  if (monthly) return { kind: 'monthly', on: dayOf(monthly), at: monthly.at, ...lengthOf(monthly) };
  if (cron) return { kind: 'cron', cron: cron.expression, ...lengthOf(cron) };
  throw new Error(`window ${id} has no plan, which the schema should have refused`);
}

const lengthOf = ({
  for: length,
  zone = DEFAULT_ZONE,
}: {
  readonly for: string;
  readonly zone?: string | undefined;
}) => ({
  durationMs: parseDuration(length) ?? 0,
  zone,
});

function dayOf({ day = 1, weekday }: z.infer<typeof monthly>): MonthlyWindow['on'] {
  if (weekday === undefined) return day;
  const [, nth = '', name] = NTH_WEEKDAY.exec(weekday) ?? [];
  return { nth: NTHS[nth] ?? 1, weekday: name as Weekday };
}
