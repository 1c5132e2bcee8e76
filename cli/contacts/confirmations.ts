/** Who has confirmed their subscription in a deployment, asked with this shell's credentials. */
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Contact, SnsContact } from '../../shared/domain/alerting/contact.ts';
import { listSubscriptions, type Subscription } from '../../shared/senders/sns-confirmation.ts';
import { Misuse } from '../misuse.ts';

/** `missing`: there is no such subscription (any more). Only `confirmed` means that messages arrive. */
export type Standing = 'confirmed' | 'pending' | 'missing';

export interface Confirmed {
  readonly contactId: string;
  readonly way: 'email' | 'sms';
  readonly address: string;
  readonly standing: Standing;
}

/** Every address of every contact with email or text messages. Throws `Misuse` where AWS cannot be asked. */
export async function confirmationsIn(stack: string, contacts: readonly Contact[]): Promise<Confirmed[]> {
  const client = new SNSClient({ maxAttempts: 2 });
  try {
    const topics = await topicsOf(client, stack);
    const found: Confirmed[] = [];
    for (const contact of contacts.filter((each) => each.kind === 'sns')) {
      const topic = topics.get(contact.id);
      found.push(...standings(contact, topic === undefined ? [] : await listSubscriptions(client, topic)));
    }
    return found;
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new Misuse(`SNS could not be asked about the stack ${stack}. ${reason}`, {
      example: 'AWS_PROFILE=me AWS_REGION=eu-west-1 nightjar contacts --stack Nightjar',
      cause,
    });
  } finally {
    client.destroy();
  }
}

/** By contact; see infra/contact-topics.ts for how a topic is named. */
async function topicsOf(client: SNSClient, stack: string): Promise<ReadonlyMap<string, string>> {
  const topics = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTopicsCommand(NextToken === undefined ? {} : { NextToken }));
    for (const { TopicArn = '' } of page.Topics ?? []) {
      const name = TopicArn.split(':').at(-1) ?? '';
      if (name.startsWith(`${stack}-`)) topics.set(name.slice(stack.length + 1), TopicArn);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return topics;
}

function standings(contact: SnsContact, subscriptions: readonly Subscription[]): Confirmed[] {
  const standingOf = (way: 'email' | 'sms', address: string): Standing => {
    const own = subscriptions.filter(({ protocol, endpoint }) => protocol === way && endpoint === address);
    if (own.some(({ isConfirmed }) => isConfirmed)) return 'confirmed';
    return own.length > 0 ? 'pending' : 'missing';
  };
  return (['email', 'sms'] as const).flatMap((way) =>
    contact[way].map((address) => ({ contactId: contact.id, way, address, standing: standingOf(way, address) })),
  );
}
