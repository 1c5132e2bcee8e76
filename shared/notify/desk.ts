/** What one pass of the notifier works with. */
import type { MakeLink } from '../domain/alerting/acknowledge-link.ts';
import type { Contact } from '../domain/alerting/contact.ts';
import type { Override } from '../domain/alerting/override.ts';
import { type Rules, rulesOf } from '../domain/alerting/situation.ts';
import type { Fleet } from '../domain/monitor.ts';
import type { Clock, Log, Logbook, Senders, Store } from '../ports.ts';

export interface NotifierDeps {
  readonly store: Store;
  readonly logbook: Pick<Logbook, 'readOverrides' | 'readRemarks'>;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly log: Log;
}

export interface NotifierInput {
  readonly fleet: Fleet;
  /** How long a claim keeps others away, in milliseconds; longer than any sender takes. */
  readonly claimMs: number;
  readonly statusUrl?: string;
  /** Contacts that are told of every incident, whatever a monitor's route says. */
  readonly toldOfEverything?: readonly string[];
  /** Links by which whoever is told can acknowledge an incident; asked for once in a pass, if anybody is told. */
  readonly acknowledgeLinks?: () => Promise<MakeLink>;
}

/** What a pass knows besides the rows that it attends to. */
export interface Desk extends NotifierDeps {
  readonly input: NotifierInput;
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly rules: Rules;
  /** Undefined where there are no such links. */
  readonly acknowledgeLinks: () => Promise<MakeLink> | undefined;
}

export function openDesk(deps: NotifierDeps, input: NotifierInput, overrides: readonly Override[]): Desk {
  let links: Promise<MakeLink> | undefined;
  return {
    ...deps,
    input,
    contacts: new Map(input.fleet.contacts.map((contact) => [contact.id, contact])),
    rules: rulesOf(input.fleet, overrides, input.toldOfEverything),
    acknowledgeLinks: () => {
      links ??= input.acknowledgeLinks?.();
      return links;
    },
  };
}
