/** How a local run reaches people: everything on the terminal, no email or SMS, and all else for real. */
import type { Contact, TerminalContact } from '../../shared/domain/alerting/contact.ts';
import { briefingOf } from '../../shared/domain/messages/message.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import type { Send, Senders } from '../../shared/ports.ts';
import { createTerminalSender } from '../../shared/senders/terminal.ts';
import type { Output } from '../screen/output.ts';

/** Told of every incident. No configured id can be this, for ids have no brackets. */
export const TERMINAL: TerminalContact = { kind: 'terminal', id: '(terminal)' };

export const withTerminal = (fleet: Fleet): Fleet => ({ ...fleet, contacts: [TERMINAL, ...fleet.contacts] });

export function localSenders(fleet: Fleet, senders: Senders, output: Output): Senders {
  const contacts = new Map(fleet.contacts.map((contact) => [contact.id, contact]));
  const mentioned = Object.entries(senders).map(([kind, send]) => [kind, mentioning(send as Send, output)]);
  return {
    ...Object.fromEntries(mentioned),
    terminal(contact, message) {
      const routed = message.notifications.flatMap(({ monitor }) => monitor?.alert.to ?? []);
      const unsent = [...new Set(routed)].flatMap((id) => unsentText(contacts.get(id)));
      const write = (text: string) => output.message([text.trimEnd(), ...unsent].join('\n'));
      return createTerminalSender({ write })(contact, message);
    },
    // Mentioned with the message itself, above.
    async sns() {},
  };
}

const mentioning =
  (send: Send, output: Output): Send =>
  async (contact, message) => {
    await send(contact, message);
    output.note(`→ ${contact.id} (${contact.kind}) was told: ${briefingOf(message).title}`);
  };

function unsentText(contact: Contact | undefined): string[] {
  if (contact?.kind !== 'sns') return [];
  const ways = [...(contact.email.length > 0 ? ['email'] : []), ...(contact.sms.length > 0 ? ['SMS'] : [])];
  return [`→ ${contact.id} (${ways.join(', ')}): shown here; sent by the AWS deployment`];
}
