/** What one pass of the notifier works with. */
import type { Contact } from '../domain/contact.ts';
import { egressMonitor } from '../domain/egress.ts';
import type { Fleet, Monitor } from '../domain/monitor.ts';
import type { Override } from '../domain/override.ts';
import { planFor, type Step } from '../domain/plan.ts';
import { fallbackContacts } from '../domain/route.ts';
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
  /** A link by which whoever is told can acknowledge the incident. */
  readonly acknowledgeUrl?: (incidentId: string, now: number) => Promise<string>;
}

/** What a pass knows besides the rows that it attends to. */
export interface Desk extends NotifierDeps {
  readonly input: NotifierInput;
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly monitors: ReadonlyMap<string, Monitor>;
  readonly overrides: readonly Override[];
  readonly fallback: readonly string[];
}

export function openDesk(deps: NotifierDeps, input: NotifierInput, overrides: readonly Override[]): Desk {
  const { fleet } = input;
  const egress = egressMonitor(fleet);
  const monitors = egress ? [...fleet.monitors, egress] : fleet.monitors;
  return {
    ...deps,
    input,
    contacts: new Map(fleet.contacts.map((contact) => [contact.id, contact])),
    monitors: new Map(monitors.map((monitor) => [monitor.id, monitor])),
    overrides,
    fallback: fallbackContacts(fleet).map(({ id }) => id),
  };
}

/** Who is told of a monitor by the file, and who is told of everything. */
export function planOf({ input }: Desk, monitor: Monitor | undefined): Step[] {
  const everything = (input.toldOfEverything ?? []).map((contactId) => ({ contactId, via: 'everything', afterMs: 0 }));
  return [...(monitor ? planFor(monitor, input.fleet.routes) : []), ...everything];
}
