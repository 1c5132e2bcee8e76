/** What one pass of the notifier works with. */
import type { Contact } from '../domain/contact.ts';
import type { Fleet, Monitor } from '../domain/monitor.ts';
import type { Clock, Log, Senders, Store } from '../ports.ts';

export interface NotifierDeps {
  readonly store: Store;
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
}

/** What a pass knows besides the row it attends to. */
export interface Desk extends NotifierDeps {
  readonly input: NotifierInput;
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly monitors: ReadonlyMap<string, Monitor>;
}
