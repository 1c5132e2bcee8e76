/** What everything that people do by hand needs from the world. */
import type { Scoped } from '../domain/alerting/override.ts';
import type { AuditEntry, Clock, Logbook, Store } from '../ports.ts';

export interface LogbookDeps {
  readonly store: Pick<Store, 'readState' | 'readStates' | 'readIncidents'>;
  readonly logbook: Logbook;
  readonly clock: Pick<Clock, 'now'>;
  /** A few letters and digits that a person can type and nobody has had before. */
  readonly newId: () => string;
  /** The monitors that there are, for whoever names one. May throw when they cannot be told. */
  readonly monitors: () => readonly Scoped[];
}

/** No change without its entry: it is written before what it tells of. */
export const writeAudit = (
  { logbook, clock, newId }: Pick<LogbookDeps, 'logbook' | 'clock' | 'newId'>,
  entry: Omit<AuditEntry, 'id' | 'at'>,
): Promise<void> => logbook.appendAudit({ id: newId(), at: clock.now(), ...entry });
