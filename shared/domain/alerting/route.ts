/** Who is told of what concerns Nightjar itself. */

import type { Fleet } from '../monitor.ts';
import type { Contact } from './contact.ts';
import { planFor } from './plan.ts';

/** Contacts of those monitors whose failure is critical; all of them where no monitor is. */
export function criticalContacts(fleet: Pick<Fleet, 'monitors' | 'contacts' | 'routes'>): readonly Contact[] {
  const critical = fleet.monitors.filter((monitor) => monitor.alert.severity === 'critical');
  const routed = new Set(critical.flatMap((monitor) => planFor(monitor, fleet.routes).map((step) => step.contactId)));
  return routed.size === 0 ? fleet.contacts : fleet.contacts.filter((contact) => routed.has(contact.id));
}

/** Who is told when a contact cannot be reached. */
export const fallbackContacts = (fleet: Fleet): readonly Contact[] => {
  const { fallback } = fleet.alerting ?? {};
  return fallback ? fleet.contacts.filter(({ id }) => fallback.includes(id)) : criticalContacts(fleet);
};
