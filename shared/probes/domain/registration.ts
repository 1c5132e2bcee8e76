/** From the events of an RDAP answer to the end of the registration. */
import type { JsonNodes, Registration } from '../../domain/observation.ts';

/** Of the domain itself; its contacts and name servers have events of their own, further down. */
export const EVENTS = '$.events[*]';

/** RFC 3339, as RFC 9083 asks for it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;

/** The earliest, where there are several. */
export function registrationOf(events: JsonNodes | undefined): Registration {
  if (!events || 'notJson' in events) return { unknown: events?.notJson ?? 'no answer' };
  const dates = events.nodes.flatMap((event) => {
    const { eventAction, eventDate } = Object(event) as { eventAction?: unknown; eventDate?: unknown };
    return eventAction === 'expiration' ? [eventDate] : [];
  });
  if (dates.length === 0) return { unknown: 'an answer that does not say when it ends' };
  const instants = dates.map((date) =>
    typeof date === 'string' && INSTANT.test(date) ? Date.parse(date) : Number.NaN,
  );
  const end = Math.min(...instants);
  return Number.isNaN(end) ? { unknown: 'an end that is no date' } : { endsAt: end };
}
