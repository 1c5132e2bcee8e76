/**
 * One pass of the notifier: for everything that has attention, send what should have been sent by now.
 *
 * Each notification is claimed, sent, then marked. A death after the claim costs the time until the claim expires; a
 * death after the send costs a duplicate with the same event id; neither loses anything.
 */
import { type Decision, isFinal, type Reason } from '../domain/alerting/decide.ts';
import { type Bundle, bundle } from '../domain/alerting/grouping.ts';
import type { Marks } from '../domain/alerting/notification.ts';
import { recordOf } from '../domain/hindsight/incident-record.ts';
import type { Incident } from '../domain/incident.ts';
import { reasonText } from '../domain/messages/reason-text.ts';
import { settle } from '../domain/state.ts';
import { pooled } from '../pooled.ts';
import type { StateRow } from '../ports.ts';
import { type Attended, decideCases, readAttended } from './cases.ts';
import { type Delivery, deliver, GIVE_UP_AFTER_MS, type Item } from './deliver.ts';
import { type Desk, type NotifierDeps, type NotifierInput, openDesk } from './desk.ts';

export type { NotifierDeps, NotifierInput } from './desk.ts';

export interface NotifierOutcome {
  readonly attended: number;
  readonly sent: number;
  readonly failed: number;
}

const ROWS_AT_ONCE = 16;
/** To one contact. A contact that does not answer keeps no other waiting. */
const MESSAGES_AT_ONCE = 4;

export async function runNotifier(deps: NotifierDeps, input: NotifierInput): Promise<NotifierOutcome> {
  const waiting = await deps.store.readAttention();
  const total = { attended: 0, sent: 0, failed: 0 };
  if (waiting.length === 0) return total;
  // What has ended in a silence is not told afterwards, even if the silence is over by now.
  const overrides = await deps.logbook.readOverrides(deps.clock.now() - GIVE_UP_AFTER_MS);
  const desk = openDesk(deps, input, overrides);
  const attended: Attended[] = [];
  await pooled(waiting, ROWS_AT_ONCE, (monitorId) =>
    guarded(monitorId, async () => {
      const row = await readAttended(desk, monitorId);
      total.attended += 1;
      if (row) attended.push(row);
    }),
  );
  const untroubled = await sendAll(desk, attended, total);
  await pooled(untroubled, ROWS_AT_ONCE, (each) => guarded(each.row.monitorId, () => close(desk, each)));
  return total;

  // One monitor's trouble must not keep the others from being told.
  async function guarded(monitorId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      total.failed += 1;
      deps.log.error('The messages of a monitor could not be dealt with; the next pass tries again', {
        monitorId,
        cause,
      });
    }
  }
}

/**
 * The end of an outage becomes due only when its beginning was told, hence several rounds. Returns those of which the store
 * knows all that was done; the others are left to the next pass.
 */
async function sendAll(
  desk: Desk,
  attended: readonly Attended[],
  total: { sent: number; failed: number },
): Promise<readonly Attended[]> {
  let untroubled = attended;
  for (;;) {
    const items = untroubled.flatMap((each) => itemsOf(desk, each));
    const bundles = bundle(items, desk.contacts, desk.rules.stormSize);
    if (bundles.length === 0) return untroubled;
    for (const { sent, failed, troubled } of await deliverAll(desk, bundles)) {
      total.sent += sent;
      total.failed += failed;
      untroubled = untroubled.filter(({ cases }) => !cases.some((each) => troubled.includes(each)));
    }
  }
}

async function deliverAll(desk: Desk, bundles: readonly Bundle<Item>[]): Promise<Delivery[]> {
  const contacts = [...new Set(bundles.map(({ contactId }) => contactId))];
  const deliveries = contacts.map((contactId) => {
    const own = bundles.filter((each) => each.contactId === contactId);
    return pooled(own, MESSAGES_AT_ONCE, (each) => deliver(desk, each));
  });
  return (await Promise.all(deliveries)).flat();
}

function itemsOf(desk: Desk, attended: Attended): Item[] {
  const decided = decideCases(desk, attended);
  return attended.cases.flatMap((each, index) => {
    const group = each.monitor?.group;
    return (decided[index] ?? []).map((decision) => ({
      case: each,
      decision,
      ...(group !== undefined && { group }),
    }));
  });
}

/** Writes the book, lets go of what is dealt with, and of the row where nothing is left to do for it as it stands. */
async function close(desk: Desk, { row, cases }: Attended): Promise<void> {
  const decided = decideCases(desk, { row, cases });
  for (const [index, { incident, marks }] of cases.entries()) {
    logHeldBack(desk, incident, decided[index] ?? []);
    if (incident.about === 'warning' || !isNews(row, incident, marks, decided[index] ?? [])) continue;
    // Grows with every change of the row and with every message that has come to its end.
    const record = recordOf(incident, marks);
    const ended = record.told?.filter(({ sentAt, gaveUp }) => sentAt !== undefined || gaveUp !== undefined) ?? [];
    await desk.store.putIncident(record, row.version + ended.length);
  }
  // Each by itself: what began and ended in the quiet is decided now, and not again when the quiet is forgotten.
  const dealtWith = cases.filter((_, index) => decided[index]?.every(isFinal)).map(({ incident }) => incident.id);
  const state = settle(row.state, new Set(dealtWith));
  const isDone = dealtWith.length === cases.length;
  if (state === row.state && !isDone) return;
  const attention = isDone ? {} : { attention: row.attention ?? desk.clock.now() };
  // Losing the race means that there is news already.
  await desk.store.commitState(row.monitorId, { state, ...attention }, row.version);
}

/** While it only waits, the book has nothing to add to what it says; the row knows more than the book anyhow. */
const isNews = (row: StateRow, { id }: Incident, marks: Marks, decisions: readonly Decision[]): boolean =>
  decisions.every(isFinal) ||
  Object.entries(marks).some(([key, mark]) => key.startsWith(`${id}/`) && row.marks[key] !== mark);

const UNREMARKABLE: ReadonlySet<Reason> = new Set<Reason>(['sent_already', 'waits_for_reminder']);

function logHeldBack(desk: Desk, incident: Incident, decisions: readonly Decision[]): void {
  for (const decision of decisions) {
    const { kind, contactId, reason, by } = decision;
    const because = `It ${reasonText(decision)}.`;
    const fields = { incidentId: incident.id, kind, contactId, reason, ...(by !== undefined && { by }), because };
    if (reason === 'contact_unknown') desk.log.error('A message has nobody to go to: its contact was removed', fields);
    else if (!UNREMARKABLE.has(reason)) desk.log.info('A message is not sent', fields);
  }
}
