/** What the id of an incident says of it: `incidentId`, read backwards. */
import { parseInstant } from '../time/calendar.ts';

export interface Opening {
  readonly monitorId: string;
  /** In ms since the epoch. */
  readonly openedAt: number;
}

const INCIDENT_ID = /^(.+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Undefined where a text is no id of an incident. */
export function openingOf(id: string): Opening | undefined {
  const [, monitorId, year, month, day, hour, minute, second] = INCIDENT_ID.exec(id) ?? [];
  const openedAt = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return monitorId === undefined || openedAt === undefined ? undefined : { monitorId, openedAt };
}
