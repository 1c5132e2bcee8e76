/**
 * One pass of the notifier: for everything that has attention, send what should have been sent by now.
 *
 * Each message is claimed, sent, then marked. A death after the claim costs the time until the claim expires; a death
 * after the send costs a duplicate with the same event id; neither loses anything.
 */
import { egressMonitor } from '../domain/egress.ts';
import type { Incident } from '../domain/incident.ts';
import { type Decision, decide, isFinal, type Mark, type Marks } from '../domain/notification.ts';
import { settle } from '../domain/state.ts';
import type { StateRow } from '../ports.ts';
import { deliver } from './deliver.ts';
import type { Desk, NotifierDeps, NotifierInput } from './desk.ts';

export type { NotifierDeps, NotifierInput } from './desk.ts';

export interface NotifierOutcome {
  readonly attended: number;
  readonly sent: number;
  readonly failed: number;
}

const ATTENDED_AT_ONCE = 16;

export async function runNotifier(deps: NotifierDeps, input: NotifierInput): Promise<NotifierOutcome> {
  const egress = egressMonitor(input.fleet);
  const monitors = egress ? [...input.fleet.monitors, egress] : input.fleet.monitors;
  const desk: Desk = {
    ...deps,
    input,
    contacts: new Map(input.fleet.contacts.map((contact) => [contact.id, contact])),
    monitors: new Map(monitors.map((monitor) => [monitor.id, monitor])),
  };
  const waiting = await deps.store.readAttention();
  const total = { attended: 0, sent: 0, failed: 0 };
  const queue = waiting.values();
  await Promise.all(Array.from({ length: Math.min(ATTENDED_AT_ONCE, waiting.length) }, worker));
  return total;

  // One monitor's trouble must not keep the others from being told.
  async function worker(): Promise<void> {
    for (const monitorId of queue) {
      try {
        const { sent, failed } = await attend(desk, monitorId);
        total.attended += 1;
        total.sent += sent;
        total.failed += failed;
      } catch (cause) {
        total.failed += 1;
        deps.log.error('The messages of a monitor could not be dealt with; the next pass tries again', {
          monitorId,
          cause,
        });
      }
    }
  }
}

async function attend(desk: Desk, monitorId: string): Promise<{ sent: number; failed: number }> {
  const row = await desk.store.readState(monitorId);
  const count = { sent: 0, failed: 0 };
  if (row?.attention === undefined) return count;
  const dealtWith = new Set<string>();
  for (const incident of row.state.incidents) {
    await desk.store.putIncident(incident, row.version);
    if (await attendIncident(desk, row, incident, count)) dealtWith.add(incident.id);
  }
  if (dealtWith.size === row.state.incidents.length) await retire(desk, row, dealtWith);
  return count;
}

/** True when nothing is left to do for this incident as it stands. */
async function attendIncident(
  desk: Desk,
  row: StateRow,
  incident: Incident,
  count: { sent: number; failed: number },
): Promise<boolean> {
  const marks: Record<string, Mark> = { ...row.marks };
  // The end of an outage becomes due only when its beginning was told, hence the second round.
  for (;;) {
    const decisions = decisionsOn(desk, incident, marks);
    const due = decisions.filter((decision) => decision.reason === 'due');
    if (due.length === 0) {
      logHeldBack(desk, incident, decisions);
      return decisions.every(isFinal);
    }
    const outcomes = await Promise.all(due.map((decision) => deliver(desk, incident, decision, marks[decision.key])));
    due.forEach((decision, index) => {
      const mark = outcomes[index];
      if (mark) marks[decision.key] = mark;
      if (mark?.sentAt !== undefined) count.sent += 1;
      else count.failed += 1;
    });
  }
}

function decisionsOn(desk: Desk, incident: Incident, marks: Marks): Decision[] {
  const configured = desk.monitors.get(incident.monitorId)?.alert.to ?? [];
  const route = [...configured, ...(desk.input.toldOfEverything ?? [])];
  return decide(incident, route, new Set(desk.contacts.keys()), marks, desk.clock.now());
}

function logHeldBack(desk: Desk, incident: Incident, decisions: readonly Decision[]): void {
  for (const { kind, contactId, reason } of decisions) {
    const fields = { incidentId: incident.id, kind, contactId, reason };
    if (reason === 'contact_unknown') desk.log.error('A message has nobody to go to: its contact was removed', fields);
    else if (reason !== 'sent_already') desk.log.info('A message is not sent', fields);
  }
}

/** Lets go of the row until the fold has news. Losing the race means that there is news already. */
async function retire(desk: Desk, row: StateRow, dealtWith: ReadonlySet<string>): Promise<void> {
  await desk.store.commitState(row.monitorId, { state: settle(row.state, dealtWith) }, row.version);
}
