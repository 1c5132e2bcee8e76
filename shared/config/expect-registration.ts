/** `expect.registration`: how long a domain must stay registered. The schema, and what it means as an assertion. */
import { z } from 'zod';
import type { Assertion } from '../domain/checks/assertion.ts';
import { effect } from './effect.ts';
import { expecting, report, requireKeys, wholeNumber } from './fields.ts';

const MOST_DAYS = 3650;
const KEYS = ['days', 'exists'];

export const registration = requireKeys(
  z
    .strictObject({
      days: wholeNumber(1, MOST_DAYS).meta({ description: 'Days that it must have left.', examples: [30] }),
      exists: z.literal(true, { error: expecting('true') }).meta({
        description: 'It must be there, for however long: for registries that do not publish when it ends.',
        examples: [true],
      }),
      effect: effect.meta({ default: 'down' }),
    })
    .partial()
    .superRefine(({ exists, effect }, context) => {
      if (exists === undefined || effect === undefined) return;
      const message = 'a domain that is not registered is down by itself';
      report(context, { message, expected: 'an effect together with days only' }, ['effect']);
    }),
  { keys: KEYS, max: 1, expected: 'either days or exists', example: 'registration: { days: 30 }' },
);

/** Down unless it says otherwise: whoever watches a domain wants to be told. One that is not there is down by itself. */
export const registrationAssertions = (input: z.infer<typeof registration> | undefined): Assertion[] =>
  input?.days === undefined ? [] : [{ effect: input.effect ?? 'down', subject: 'registration', daysLeft: input.days }];
