/** "I am on it": the first one who says so counts, and is told to all who say so later. */

import { acknowledgementOf, type Remark } from '../domain/alerting/remark.ts';
import type { Incident } from '../domain/incident.ts';
import { type LogbookDeps, writeAudit } from './deps.ts';
import { findIncident } from './find-incident.ts';
import { nameOf, noteOf } from './words.ts';

export type AcknowledgeDeps = Pick<LogbookDeps, 'store' | 'logbook' | 'clock' | 'newId'>;

export interface Acknowledgement {
  readonly incident: Incident;
  /** Who was first; absent where nobody was before the incident was over. */
  readonly first?: Remark;
  /** This very call was the first. */
  readonly isNew: boolean;
}

/**
 * `what` is an incident or a monitor. Where it is acknowledged already, or over, nothing changes; a note is kept in any
 * case, as a remark of its own. Throws `Refusal` where there is no such incident.
 */
export async function acknowledge(
  deps: AcknowledgeDeps,
  input: { readonly what: string; readonly by: string; readonly note?: string },
): Promise<Acknowledgement> {
  const incident = await findIncident(deps, input.what);
  const by = nameOf(input.by);
  const text = noteOf(input.note);
  const before = acknowledgementOf(await deps.logbook.readRemarks(incident.id));
  if (before || incident.closing) {
    if (text) await remark(deps, { incidentId: incident.id, kind: 'note', by, text });
    return { incident, isNew: false, ...(before && { first: before }) };
  }
  const own = await remark(deps, { incidentId: incident.id, kind: 'acknowledged', by, ...(text && { text }) });
  // Two people may be on it in the same second.
  const first = acknowledgementOf(await deps.logbook.readRemarks(incident.id)) ?? own;
  return { incident, first, isNew: first.at === own.at && first.by === by };
}

const ACTIONS = { acknowledged: 'acknowledge', note: 'note', postmortem: 'postmortem' } as const;

/** Adds a remark, now, with its entry in the audit. Who and what are plain text already. */
export async function remark(deps: AcknowledgeDeps, said: Omit<Remark, 'at'>): Promise<Remark> {
  const { kind, by, incidentId, text } = said;
  const added = { ...said, at: deps.clock.now() };
  await writeAudit(deps, { by, action: ACTIONS[kind], subject: incidentId, ...(text && { note: text }) });
  await deps.logbook.addRemark(added);
  return added;
}
