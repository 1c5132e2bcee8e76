/** An incident as the book keeps it: what happened, and who was told of it. */

import type { Marks } from '../alerting/notification.ts';
import type { Incident } from '../incident.ts';

/** One message and what became of it. Instants in ms. */
export interface Told {
  readonly contactId: string;
  /** The kind of the message; `reminder-2` and `undelivered-oncall` say also which one of its kind. */
  readonly topic: string;
  readonly attempts: number;
  readonly sentAt?: number;
  /** Why it will never arrive. */
  readonly gaveUp?: string;
}

export interface IncidentRecord extends Incident {
  /** In the order of their sending. Absent from records of earlier versions. */
  readonly told?: readonly Told[];
}

export const recordOf = (incident: Incident, marks: Marks): IncidentRecord => ({
  ...incident,
  told: toldOf(incident, marks),
});

export function toldOf({ id }: Incident, marks: Marks): Told[] {
  const told = Object.entries(marks).flatMap(([key, { attempts, sentAt, gaveUp }]) => {
    const [incidentId, topic, contactId] = key.split('/');
    if (incidentId !== id || topic === undefined || contactId === undefined) return [];
    return [
      { contactId, topic, attempts, ...(sentAt !== undefined && { sentAt }), ...(gaveUp !== undefined && { gaveUp }) },
    ];
  });
  const atOf = ({ sentAt }: Told): number => sentAt ?? Number.POSITIVE_INFINITY;
  return told.sort((a, b) => (atOf(a) === atOf(b) ? 0 : atOf(a) - atOf(b)));
}
