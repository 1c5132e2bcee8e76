/**
 * Incidents with who was told of them. The state row is the truth for those that it holds, and the book for all others: the
 * book is written after the row, so it may be behind.
 */
import { type IncidentRecord, recordOf } from '../domain/hindsight/incident-record.ts';
import type { StateRow } from '../ports.ts';
import type { ExplainDeps } from './deps.ts';

/** Those opened at or after `since`, in ms, and every one that is still open; newest first. */
export async function readHistory(
  { store, setting }: Pick<ExplainDeps, 'store' | 'setting'>,
  since: number,
): Promise<IncidentRecord[]> {
  // The rows last: an incident that is let go of meanwhile is in the book already.
  const book = await store.readIncidents(since);
  const rows = (await Promise.all(setting().cells.map((cell) => store.readStates(cell)))).flat();
  return merged(
    book,
    rows.flatMap(heldBy).filter(({ openedAt, closing }) => openedAt >= since || !closing),
  );
}

/** Those of one monitor. */
export async function readHistoryOf(
  { store }: Pick<ExplainDeps, 'store'>,
  monitorId: string,
  since: number,
): Promise<{ readonly row: StateRow | undefined; readonly history: IncidentRecord[] }> {
  const [book, row] = await Promise.all([store.readIncidents(since), store.readState(monitorId)]);
  const own = book.filter((incident) => incident.monitorId === monitorId);
  return { row, history: merged(own, row ? heldBy(row) : []) };
}

export const heldBy = ({ state, marks }: StateRow): IncidentRecord[] =>
  state.incidents.map((incident) => recordOf(incident, marks));

function merged(book: readonly IncidentRecord[], held: readonly IncidentRecord[]): IncidentRecord[] {
  const byId = new Map([...book, ...held].map((incident) => [incident.id, incident]));
  return [...byId.values()].sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? -1 : 1));
}
