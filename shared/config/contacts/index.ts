/** The kinds of contact. A new one is a file beside this and a line in `KINDS` (and a member of the domain's Contact). */
import { z } from 'zod';
import type { Contact } from '../../domain/alerting/contact.ts';
import type { Draft } from '../draft.ts';
import { anyOfKeys, expecting, id, report } from '../fields.ts';
import type { Flaw } from '../problem.ts';
import type { ContactKind } from './contact-kind.ts';
import { discord } from './discord.ts';
import { emailAndSmsFields, toSnsContact } from './email-and-sms.ts';
import { googleChat } from './google-chat.ts';
import { http } from './http.ts';
import { ntfy } from './ntfy.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

const KINDS = { webhook, slack, teams, discord, googleChat, telegram, pagerduty, opsgenie, ntfy, http };

type KindKey = keyof typeof KINDS;

/** The keys of a contact below which references are filled in. */
export const CONTACT_KEYS = Object.keys(KINDS) as KindKey[];

const kindFields = Object.fromEntries(CONTACT_KEYS.map((key) => [key, KINDS[key].schema.optional()])) as unknown as {
  [Key in KindKey]: z.ZodOptional<(typeof KINDS)[Key]['schema']>;
};

const contactMap = z.strictObject(
  {
    id: id.meta({ description: 'What alert.to names.', examples: ['oncall'] }),
    ...emailAndSmsFields,
    ...kindFields,
  },
  { error: expecting('a contact', '- { id: oncall, email: oncall@example.org }') },
);

export type ContactEntry = z.infer<typeof contactMap>;

const WAYS_EXPECTED = `email, sms or both; or one of ${CONTACT_KEYS.join(', ')}`;

/** Exactly one way; email and text messages are one. */
export const contact = contactMap
  .superRefine(
    (value, context) => {
      const keys = Object.keys(Object(value)).filter((key) => key !== 'id');
      const ways = new Set(keys.map((key) => (Object.hasOwn(emailAndSmsFields, key) ? 'email' : key)));
      if (ways.size === 0) {
        const example = 'email: oncall@example.org';
        report(context, { message: 'nothing says how to reach the contact', expected: WAYS_EXPECTED, example });
      }
      if (ways.size > 1) {
        const message = `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)} need a contact each`;
        report(context, { message, expected: WAYS_EXPECTED });
      }
    },
    {
      when: ({ value, issues }) =>
        typeof value === 'object' && value !== null && !issues.some((issue) => issue.code === 'unrecognized_keys'),
    },
  )
  .meta({
    description: 'One way to reach people.',
    oneOf: [{ anyOf: anyOfKeys(...Object.keys(emailAndSmsFields)) }, ...anyOfKeys(...CONTACT_KEYS)],
  });

/** Ways that the contact has, each with what it says of it: one, if the contact is valid and no topic of SNS. */
function kindsOf(entry: Readonly<Partial<Record<KindKey, unknown>>>) {
  return CONTACT_KEYS.filter((key) => entry[key] !== undefined).map((key) => {
    const kind: ContactKind<unknown> = KINDS[key];
    return { kind, input: entry[key] };
  });
}

export function toContact(entry: ContactEntry): Contact {
  const [only] = kindsOf(entry);
  return only ? only.kind.toContact(entry.id, only.input) : toSnsContact(entry.id, entry);
}

/** Problems between the keys of each contact; paths begin at the file. */
export const contactFlaws = (contacts: readonly (Draft<ContactEntry> | undefined)[]): Flaw[] =>
  contacts.flatMap((entry, index) =>
    kindsOf(entry ?? {})
      .flatMap(({ kind, input }) => kind.check(input))
      .map((flaw) => ({ ...flaw, path: ['contacts', index, ...flaw.path] })),
  );
