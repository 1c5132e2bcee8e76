/** Sends a test message to one contact, from this machine and with its secrets, and says what the other side answered. */
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { SendError } from '../../shared/domain/errors.ts';
import type { Send } from '../../shared/ports.ts';
import { createEnvironmentSecrets } from '../../shared/secrets/environment.ts';
import { createSenders } from '../../shared/senders/index.ts';
import { Misuse } from '../misuse.ts';
import { testMessages } from './test-message.ts';

export interface TestOutcome {
  /** What was answered to each message, in order: `200 ok`. */
  readonly answers: readonly string[];
  /** Why a message was not accepted, and whether it may be another time. */
  readonly refusal?: { readonly reason: string; readonly isPermanent: boolean };
}

/** Throws `Misuse` for a contact that only a deployment can reach. */
export async function sendTest(
  contact: Contact,
  by: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<TestOutcome> {
  if (contact.kind === 'sns') {
    const message = `Email and text messages are sent by AWS only, so "${contact.id}" cannot be reached from here.`;
    throw new Misuse(message, { example: 'nightjar contacts --stack Nightjar, to see who has confirmed' });
  }
  const answers: string[] = [];
  const senders = createSenders({
    secrets: createEnvironmentSecrets(env),
    clock: systemClock,
    // As a local run has it: whoever tests may have a receiver on this machine.
    allowLoopback: true,
    onAnswer: ({ status, text }) => answers.push(`${status} ${text}`.trim()),
  });
  const send = senders[contact.kind] as Send;
  try {
    for (const message of testMessages(systemClock.now(), by)) await send(contact, message);
    return { answers };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return { answers, refusal: { reason: error.message, isPermanent: error.isPermanent } };
  }
}
