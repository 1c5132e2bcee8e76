/** How each contact is reached, and whether it can be. */
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { referencesIn } from '../../shared/domain/checks/references.ts';
import type { Confirmed, Standing } from '../contacts/confirmations.ts';
import { aligned } from './columns.ts';
import type { Paint, Style } from './paint.ts';

export interface ContactRow {
  readonly id: string;
  /** `email`, `Slack`. */
  readonly way: string;
  /** An address, or a URL as it is written. */
  readonly place: string;
  readonly state: string;
  readonly isWell: boolean;
  /** Nothing is known, as of email without a deployment. */
  readonly isUnknown?: boolean;
}

type Reached = Exclude<Contact, { kind: 'sns' | 'terminal' }>;

const WAYS: Readonly<Record<Reached['kind'], string>> = {
  webhook: 'webhook',
  slack: 'Slack',
  teams: 'Teams',
  discord: 'Discord',
  'google-chat': 'Google Chat',
  telegram: 'Telegram',
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
  ntfy: 'ntfy',
  http: 'HTTP',
};

/** One for each address. Without `confirmed` nothing is known of email and text messages, and nothing is claimed. */
export function contactRows(
  contacts: readonly Contact[],
  env: Readonly<Record<string, string | undefined>>,
  confirmed?: readonly Confirmed[],
): ContactRow[] {
  return contacts.flatMap((contact): ContactRow[] => {
    if (contact.kind === 'terminal') return [];
    if (contact.kind !== 'sns') return [rowOf(contact, env)];
    const addresses = confirmed?.filter(({ contactId }) => contactId === contact.id) ?? unasked(contact);
    return addresses.map(({ way, address, standing }) => ({
      id: contact.id,
      way: way === 'sms' ? 'SMS' : 'email',
      place: address,
      ...STANDINGS[standing],
    }));
  });
}

const unasked = ({ email, sms }: Extract<Contact, { kind: 'sns' }>) => [
  ...email.map((address) => ({ way: 'email' as const, address, standing: 'unasked' as const })),
  ...sms.map((address) => ({ way: 'sms' as const, address, standing: 'unasked' as const })),
];

const STANDINGS: Readonly<Record<Standing | 'unasked', Pick<ContactRow, 'state' | 'isWell' | 'isUnknown'>>> = {
  confirmed: { state: 'confirmed', isWell: true },
  pending: { state: 'not confirmed: the mail from AWS waits to be opened', isWell: false },
  missing: { state: 'not confirmed: no subscription, or none any more', isWell: false },
  unasked: { state: 'by AWS; --stack NAME tells who has confirmed', isWell: false, isUnknown: true },
};

function rowOf(contact: Reached, env: Readonly<Record<string, string | undefined>>): ContactRow {
  const missing = referencesIn(JSON.stringify(contact)).filter(
    (reference) => !(reference.startsWith('env:') && env[reference.slice('env:'.length)]),
  );
  const shown = missing.map((reference) => `\${${reference}}`).join(', ');
  return {
    id: contact.id,
    way: WAYS[contact.kind],
    place: placeOf(contact),
    state: missing.length === 0 ? 'secrets are here' : `not known on this machine: ${shown}`,
    isWell: missing.length === 0,
    isUnknown: missing.length > 0,
  };
}

/** Secrets stay as they are written. */
function placeOf(contact: Reached): string {
  switch (contact.kind) {
    case 'telegram':
      return `chat ${contact.chatId}`;
    case 'pagerduty':
      return `${contact.routingKey}, region ${contact.region}`;
    case 'opsgenie':
      return `${contact.apiKey}, region ${contact.region}`;
    case 'http':
      return `${contact.method} ${contact.url}`;
    default:
      return contact.url;
  }
}

export function contactTable(rows: readonly ContactRow[], paint: Paint): string[] {
  if (rows.length === 0) return ['There are no contacts: nobody is told of anything.'];
  const cells = rows.map((row) => [row.id, row.way, row.place, `${signOf(row)} ${row.state}`]);
  const [heading = '', ...lines] = aligned([['ID', 'WAY', 'WHERE', 'STATE'], ...cells]);
  return [paint('dim', heading), ...lines.map((line, index) => painted(line, rows[index], paint))];
}

const signOf = ({ isWell, isUnknown }: ContactRow): string => (isWell ? '✓' : isUnknown ? '?' : '✗');

function painted(line: string, row: ContactRow | undefined, paint: Paint): string {
  const style: Style | undefined = row === undefined || row.isWell ? undefined : row.isUnknown ? 'dim' : 'red';
  return style === undefined ? line : paint(style, line);
}
