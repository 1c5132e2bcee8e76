/** When a failure is confirmed, and when a monitor flaps. The schemas, and what they mean in the domain. */
import { z } from 'zod';
import type { FlappingPolicy } from '../domain/flapping.ts';
import type { Policy } from '../domain/monitor.ts';
import { BUILT_IN } from './built-in.ts';
import { parseDuration } from './duration.ts';
import { duration, expecting, report, wholeNumber } from './fields.ts';

const MOST_CHECKS = 100;
const OF = /^(\d{1,3}) of (\d{1,3})$/;
const THRESHOLD_EXPECTED = `a whole number from 1 to ${MOST_CHECKS}, or "3 of 5" for three of the last five`;

const someOf = z
  .string({ error: expecting(THRESHOLD_EXPECTED) })
  .regex(OF, { error: expecting(THRESHOLD_EXPECTED), abort: true })
  .superRefine((value, context) => {
    const [failures, window] = parts(value);
    const expected = THRESHOLD_EXPECTED;
    if (window > MOST_CHECKS) report(context, { message: `${window} checks are more than are remembered`, expected });
    else if (failures < 1) report(context, { message: 'no failure at all would be an outage', expected });
    else if (failures > window)
      report(context, { message: `there are no ${failures} failures in ${window}`, expected });
  });

const error = expecting(THRESHOLD_EXPECTED);
const inARow = z.number({ error }).int({ error }).min(1, { error }).max(MOST_CHECKS, { error });

export const failureThreshold = z.union([inARow, someOf], { error }).meta({
  description: 'Failed checks in a row that open an incident, or so many of the last so many. Default 3.',
  examples: [3, '3 of 5'],
  default: BUILT_IN.failureThreshold,
});

const { incidents, within, stableFor } = BUILT_IN.flapping;

const FLAPPING_EXPECTED = 'false, or a map with incidents, within and stableFor';

const plan = z
  .strictObject(
    {
      incidents: wholeNumber(2, 100).meta({
        description: `So many incidents within that time are flapping. Default ${incidents}.`,
        examples: [incidents],
        default: incidents,
      }),
      within: duration('1m', '7d').meta({ description: `Default ${within}.`, examples: [within], default: within }),
      stableFor: duration('1m', '24h').meta({
        description: `For how long it must be up before it counts as recovered. Default ${stableFor}.`,
        examples: [stableFor],
        default: stableFor,
      }),
    },
    { error: expecting(FLAPPING_EXPECTED) },
  )
  .partial();

export const flapping = z
  .union([z.literal(false, { error: expecting(FLAPPING_EXPECTED) }), plan], { error: expecting(FLAPPING_EXPECTED) })
  .meta({
    description: 'When it counts as flapping: the incident then stays open until the monitor has been up for a while.',
    examples: [{ incidents: 4, within: '1h', stableFor: '15m' }, false],
  });

export function resolveThreshold(value: number | string): Pick<Policy, 'failureThreshold' | 'failureWindow'> {
  if (typeof value === 'number') return { failureThreshold: value };
  const [failures, window] = parts(value);
  return failures === window ? { failureThreshold: failures } : { failureThreshold: failures, failureWindow: window };
}

export function resolveFlapping(value: z.infer<typeof flapping> = {}): FlappingPolicy | undefined {
  if (value === false) return undefined;
  return {
    openings: value.incidents ?? incidents,
    windowMs: parseDuration(value.within ?? within) ?? 0,
    stableMs: parseDuration(value.stableFor ?? stableFor) ?? 0,
  };
}

const parts = (value: string): [failures: number, window: number] => {
  const [, failures, window] = OF.exec(value) ?? [];
  return [Number(failures), Number(window)];
};
