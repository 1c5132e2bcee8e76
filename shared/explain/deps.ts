/** What explaining and looking back need from the world: they read, and change nothing. */
import type { Fleet } from '../domain/monitor.ts';
import type { Cell } from '../domain/time/slot.ts';
import type { Clock, Logbook, Store } from '../ports.ts';

export interface ExplainDeps {
  readonly store: Pick<Store, 'readState' | 'readStates' | 'readCursors' | 'readTicks' | 'readIncidents'>;
  readonly logbook: Pick<Logbook, 'readOverrides' | 'readRemarks' | 'readAudit'>;
  readonly clock: Pick<Clock, 'now'>;
  /** How the monitors are watched. May throw when that cannot be told. */
  readonly setting: () => Setting;
}

export interface Setting {
  readonly fleet: Fleet;
  /** How the log is divided. */
  readonly cells: readonly Cell[];
  /** Length of the grid of slots, in ms. */
  readonly tickMs: number;
  /** Contacts that are told of every incident, whatever the file says. */
  readonly toldOfEverything?: readonly string[];
}
