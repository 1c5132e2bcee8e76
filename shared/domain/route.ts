/** Who is told of what concerns Nightjar itself. */
import type { Contact } from './contact.ts';
import type { Fleet } from './monitor.ts';

/** Contacts of those monitors whose failure is critical; all of them where no monitor is. */
export function criticalContacts(fleet: Pick<Fleet, 'monitors' | 'contacts'>): readonly Contact[] {
  const critical = fleet.monitors.filter((monitor) => monitor.alert.severity === 'critical');
  const routed = new Set(critical.flatMap((monitor) => monitor.alert.to));
  return routed.size === 0 ? fleet.contacts : fleet.contacts.filter((contact) => routed.has(contact.id));
}
