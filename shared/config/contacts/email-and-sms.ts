/** Email and text messages, which are one kind: a topic of SNS serves both. */
import { z } from 'zod';
import type { SnsContact } from '../../domain/alerting/contact.ts';
import { asList, expecting, oneOrMore } from '../fields.ts';

const EMAIL = /^[^\s@<>",;]{1,64}@[^\s@<>",;]+\.[^\s@<>",;]{2,}$/;
const PHONE = /^\+[1-9]\d{6,14}$/;
const PHONE_EXPECTED = 'a telephone number in international form, in quotes';

const email = z
  .string({ error: expecting('an email address') })
  .max(254, { error: expecting('an email address of at most 254 characters') })
  .regex(EMAIL, { error: expecting('an email address, such as oncall@example.org') });
const phone = z.string({ error: expecting(PHONE_EXPECTED) }).regex(PHONE, { error: expecting(PHONE_EXPECTED) });

export const emailAndSmsFields = {
  email: oneOrMore(email, 'an email address, or a list of them')
    .optional()
    .meta({ description: 'Email by SNS.', examples: ['oncall@example.org'] }),
  sms: oneOrMore(phone, `${PHONE_EXPECTED}, or a list of them`)
    .optional()
    .meta({ description: 'SMS by SNS: international numbers, in quotes.', examples: ['+441632960961'] }),
};

interface Input {
  readonly email?: string | readonly string[] | undefined;
  readonly sms?: string | readonly string[] | undefined;
}

export const toSnsContact = (id: string, { email, sms }: Input): SnsContact => ({
  kind: 'sns',
  id,
  email: [...asList(email)],
  sms: [...asList(sms)],
});
