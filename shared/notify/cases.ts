/** What has to be decided: each incident of a row that has attention, with everything that the decision rests on. */
import { type Decision, decide, inOrder, type Situation } from '../domain/decide.ts';
import type { Incident } from '../domain/incident.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Mark } from '../domain/notification.ts';
import { acknowledgementOf, type Remark } from '../domain/remark.ts';
import { hushOn, type Parent } from '../domain/suppression.ts';
import type { StateRow } from '../ports.ts';
import { type Desk, planOf } from './desk.ts';

/** A row that has attention, with its incidents: oldest first, and none where there is nothing left to tell. */
export interface Attended {
  readonly row: StateRow;
  readonly cases: readonly Case[];
}

export interface Case {
  readonly monitor?: Monitor;
  readonly incident: Incident;
  /** As they were read, and as they have become since. */
  readonly marks: Record<string, Mark>;
  readonly acknowledgement?: Remark;
  readonly parents: readonly Parent[];
}

/** Without group wait or storms: what holds unless the file says otherwise. */
const GROUP_WAIT_MS = 0;

/** Undefined where the row needs no attention any more. */
export async function readAttended(desk: Desk, monitorId: string): Promise<Attended | undefined> {
  const row = await desk.store.readState(monitorId);
  if (row?.attention === undefined) return undefined;
  const monitor = desk.monitors.get(monitorId);
  const parents = await readParents(desk, monitor);
  const cases = await Promise.all(
    row.state.incidents.map(async (incident) => {
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
    return row ? [{ id, name: desk.monitors.get(id)?.name ?? id, state: row.state }] : [];
  });
  return (await Promise.all(parents)).flat();
}

/** What is to be said of each case of a row, in the order in which they happened. */
export const decideCases = (desk: Desk, { cases }: Attended): Decision[][] =>
  inOrder(cases.map((each) => decideCase(desk, each)));

function decideCase(desk: Desk, { incident, marks, monitor, acknowledgement, parents }: Case): Decision[] {
  const now = desk.clock.now();
  const surroundings = { windows: desk.input.fleet.maintenance ?? [], overrides: desk.overrides, parents };
  const hushAt = (instant: number) => monitor && hushOn(monitor, incident, surroundings, instant);
  const hush = hushAt(now);
  const hushAtEnd = incident.closing && hushAt(incident.closing.at);
  const situation: Situation = {
    incident,
    plan: planOf(desk, monitor),
    known: new Set(desk.contacts.keys()),
    fallback: desk.fallback,
    marks,
    groupWaitMs: desk.input.fleet.alerting?.groupWaitMs ?? GROUP_WAIT_MS,
    ...(acknowledgement && { acknowledgement }),
    ...(hush && { hush }),
    ...(hushAtEnd && { hushAtEnd }),
  };
  return decide(situation, now);
}
