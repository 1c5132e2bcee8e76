/** `expect.registration`: how long a domain must stay registered. The schema, and what it means as an assertion. */
import { z } from 'zod';
import type { Assertion } from '../domain/assertion.ts';
import { effect } from './effect.ts';
import { wholeNumber } from './fields.ts';

const MOST_DAYS = 3650;

export const registration = z.strictObject({
  days: wholeNumber(1, MOST_DAYS).meta({ description: 'Days that it must have left.', examples: [30] }),
  effect: effect.optional().meta({ default: 'down' }),
});

/** Down unless it says otherwise: whoever watches a domain wants to be told. */
export const registrationAssertions = (input: z.infer<typeof registration> | undefined): Assertion[] =>
  input ? [{ effect: input.effect ?? 'down', subject: 'registration', daysLeft: input.days }] : [];
