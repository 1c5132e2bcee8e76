/** What has to be decided: each incident of a row that has attention, with everything that the decision rests on. */
import { type Decision, decide, inOrder } from '../domain/alerting/decide.ts';
import type { Mark } from '../domain/alerting/notification.ts';
import { acknowledgementOf } from '../domain/alerting/remark.ts';
import { type Case as KnownCase, situationOf } from '../domain/alerting/situation.ts';
import type { Parent } from '../domain/alerting/suppression.ts';
import type { Monitor } from '../domain/monitor.ts';
import { tidings } from '../domain/state.ts';
import type { StateRow } from '../ports.ts';
import type { Desk } from './desk.ts';

/** A row that has attention, with its incidents: oldest first, and none where there is nothing left to tell. */
export interface Attended {
  readonly row: StateRow;
  readonly cases: readonly Case[];
}

export interface Case extends KnownCase {
  /** As they were read, and as they have become since. */
  readonly marks: Record<string, Mark>;
}

/** Undefined where the row needs no attention any more. */
export async function readAttended(desk: Desk, monitorId: string): Promise<Attended | undefined> {
  const row = await desk.store.readState(monitorId);
  if (row?.attention === undefined) return undefined;
  const monitor = desk.rules.monitors.get(monitorId);
  const parents = await readParents(desk, monitor);
  const cases = await Promise.all(
    tidings(row.state).map(async (incident) => {
      const acknowledgement = acknowledgementOf(await desk.logbook.readRemarks(incident.id));
      return {
        incident,
        marks: { ...row.marks },
        parents,
        ...(monitor && { monitor }),
        ...(acknowledgement && { acknowledgement }),
      };
    }),
  );
  return { row, cases };
}

async function readParents(desk: Desk, monitor: Monitor | undefined): Promise<Parent[]> {
  const parents = (monitor?.dependsOn ?? []).map(async (id) => {
    const row = await desk.store.readState(id);
    return row ? [{ id, name: desk.rules.monitors.get(id)?.name ?? id, state: row.state }] : [];
  });
  return (await Promise.all(parents)).flat();
}

/** What is to be said of each case of a row, in the order in which they happened. */
export function decideCases(desk: Desk, { cases }: Attended): Decision[][] {
  const now = desk.clock.now();
  return inOrder(cases.map((each) => decide(situationOf(desk.rules, each, now), now)));
}
