/** Hours of the day, and the time of a digest. The schemas, and what they mean in the domain. */
import { z } from 'zod';
import { WEEKDAYS } from '../domain/time/calendar.ts';
import type { DailyTime, Hours } from '../domain/time/hours.ts';
import { asList, expecting, oneOrMore, report } from './fields.ts';
import { DEFAULT_ZONE, days, resolveDays, timeOfDay, zone } from './when.ts';

const zoneOfWall = zone.optional().meta({
  description: 'The time zone of the clock on the wall. Default UTC.',
  examples: ['Europe/London'],
  default: DEFAULT_ZONE,
});

const someHours = z
  .strictObject(
    {
      days: days
        .optional()
        .meta({ description: 'Days on which they begin. Default every day.', examples: ['mon-fri'] }),
      from: timeOfDay().meta({ description: 'When they begin.', examples: ['09:00'] }),
      to: timeOfDay('24:00').meta({
        description: 'When they end: on the next day, unless it is later than from.',
        examples: ['17:30'],
      }),
      zone: zoneOfWall,
    },
    { error: expecting('hours', '{ days: mon-fri, from: "09:00", to: "17:30" }') },
  )
  .superRefine(({ from, to }, context) => {
    const expected = 'another time; 00:00 to 24:00 for the whole day';
    if (from === to) report(context, { message: 'it ends when it begins', expected }, ['to']);
  });

/** One plan, or a list of them. */
export const hoursSchema = oneOrMore(someHours, 'hours, or a list of them').meta({
  description: 'Hours of the day, by the clock on the wall.',
  examples: [{ days: 'mon-fri', from: '09:00', to: '17:30', zone: 'Europe/London' }],
});

export const resolveHours = (input: z.infer<typeof hoursSchema>): Hours[] =>
  asList(input).map(({ days, from, to, zone = DEFAULT_ZONE }) => ({
    days: days === undefined ? WEEKDAYS : resolveDays(days),
    from,
    to,
    zone,
  }));

export const digestSchema = z
  .strictObject(
    {
      at: timeOfDay().meta({ description: 'When it is sent, every day.', examples: ['08:00'] }),
      zone: zoneOfWall,
    },
    { error: expecting('the time of day of the digest', '{ at: "08:00", zone: Europe/London }') },
  )
  .meta({
    description: 'A message a day that tells everything at once.',
    examples: [{ at: '08:00', zone: 'Europe/London' }],
  });

export const resolveDigest = ({ at, zone = DEFAULT_ZONE }: z.infer<typeof digestSchema>): DailyTime => ({ at, zone });
