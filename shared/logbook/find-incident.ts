/** The incident that a person means, by its own id or by that of its monitor. */

import { openingOf } from '../domain/alerting/opening.ts';
import type { Incident } from '../domain/incident.ts';
import { openIncident } from '../domain/state.ts';
import { WHOLE_FLEET } from '../domain/time/slot.ts';
import type { LogbookDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

/** How far back a monitor's last incident is looked for; an older one is found by its own id. */
const RECENT_DAYS = 30;

/**
 * Of a monitor it is the one that is open, or else the last one. The state row is asked first, since the book of incidents
 * is written after it. Throws `Refusal` where there is none.
 */
export async function findIncident(deps: Pick<LogbookDeps, 'store' | 'clock'>, what: string): Promise<Incident> {
  const opening = openingOf(what);
  return opening ? byId(deps, what, opening) : ofMonitor(deps, what);
}

async function byId(
  { store }: Pick<LogbookDeps, 'store'>,
  id: string,
  { monitorId, openedAt }: { readonly monitorId: string; readonly openedAt: number },
): Promise<Incident> {
  const row = await store.readState(monitorId);
  const held = row?.state.incidents.find((incident) => incident.id === id);
  const found = held ?? (await store.readIncidents(openedAt)).find((incident) => incident.id === id);
  if (found) return found;
  throw new Refusal(`There is no incident ${id}.`);
}

async function ofMonitor({ store, clock }: Pick<LogbookDeps, 'store' | 'clock'>, monitorId: string): Promise<Incident> {
  const row = await store.readState(monitorId);
  const held = row && (openIncident(row.state) ?? row.state.incidents.at(-1));
  if (held) return held;
  const recent = await store.readIncidents(clock.now() - RECENT_DAYS * 86_400_000);
  const last = recent.find((incident) => incident.monitorId === monitorId);
  if (last) return last;
  if (row)
    throw new Refusal(`${monitorId} has had no incident for ${RECENT_DAYS} days. An older one is named by its own id.`);
  const known = (await store.readStates(WHOLE_FLEET)).map((other) => other.monitorId);
  throw new Refusal(`There is no incident and no monitor "${monitorId}".`, { name: monitorId, known });
}
