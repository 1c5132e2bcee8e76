/** What paging services have in common: an incident of ours is an alert of theirs, which has a life of its own. */
import type { Notification } from '../ports.ts';

export type PagerStep = 'open' | 'acknowledge' | 'close';

/** A reminder opens again what is open, which changes nothing but its count, unless somebody has said "I am on it". */
export function stepOf({ kind, acknowledgement }: Notification): PagerStep {
  if (kind === 'recovered' || kind === 'closed') return 'close';
  return kind === 'reminder' && acknowledgement ? 'acknowledge' : 'open';
}

/**
 * By which alert and incident are known to be the same. That somebody could not be told is an alert of its own, which
 * the end of the outage does not close: the contact must still be mended.
 */
export const alertKeyOf = ({ kind, incident, eventId }: Notification): string =>
  kind === 'undelivered' ? eventId : incident.id;
