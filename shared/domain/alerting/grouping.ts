/** Which decisions go out together: those of a group in one message, a storm in one digest, and nothing twice. */
import { type Contact, takesGroups } from './contact.ts';
import type { Decision } from './decide.ts';
import type { MessageReason } from './notification.ts';

/** So many messages for one contact at once become one digest, unless the file says otherwise. */
export const STORM_SIZE = 10;

/** A decision with what is needed to put it beside others. */
export interface Pending {
  readonly decision: Decision;
  /** The monitor's group; monitors without one are together. */
  readonly group?: string;
}

export interface Bundle<P extends Pending> {
  readonly contactId: string;
  readonly reason: MessageReason;
  readonly items: readonly [P, ...P[]];
}

/**
 * Bundles of everything that is due, for each contact apart. What still waits for its group goes with the first of the
 * group that is due, and the end of an outage goes with its beginning where both are told in one digest.
 */
export function bundle<P extends Pending>(
  pending: readonly P[],
  contacts: ReadonlyMap<string, Pick<Contact, 'kind'>>,
  stormSize: number,
): Bundle<P>[] {
  const dueContacts = new Set(pending.filter(isDue).map(({ decision }) => decision.contactId));
  return [...dueContacts].flatMap((contactId) => {
    const own = pending.filter(({ decision }) => decision.contactId === contactId);
    const kind = contacts.get(contactId)?.kind;
    if (kind === undefined || !takesGroups(kind)) return own.filter(isDue).map((item) => bundleOf(contactId, [item]));
    return bundlesFor(contactId, own, stormSize);
  });
}

const isDue = ({ decision }: Pending): boolean => decision.reason === 'due';
const isForDigest = ({ decision }: Pending): boolean => decision.step?.digest !== undefined;

function bundlesFor<P extends Pending>(contactId: string, own: readonly P[], stormSize: number): Bundle<P>[] {
  const due = own.filter(isDue);
  const digest = due.filter(isForDigest);
  const urgent = due.filter((item) => !isForDigest(item));
  const digests = digest.length === 0 ? [] : [bundleOf(contactId, [...digest, ...endsOf(digest, own)], 'digest')];
  if (urgent.length >= stormSize) return [...digests, bundleOf(contactId, [...urgent, ...waitingFor(own)], 'storm')];
  const groups = [...new Set(urgent.map(({ group }) => group))];
  return [
    ...digests,
    ...groups.map((group) => {
      const isOfGroup = (item: P): boolean => item.group === group;
      return bundleOf(contactId, [...urgent, ...waitingFor(own)].filter(isOfGroup));
    }),
  ];
}

const waitingFor = <P extends Pending>(own: readonly P[]): P[] =>
  own.filter(({ decision }) => decision.reason === 'waits_for_group');

/** Ends that wait only for beginnings which are told in this very message. */
function endsOf<P extends Pending>(beginnings: readonly P[], own: readonly P[]): P[] {
  const incidents = new Set(beginnings.map(({ decision }) => incidentIdOf(decision)));
  return own.filter(({ decision }) => decision.reason === 'waits_for_down' && incidents.has(incidentIdOf(decision)));
}

const incidentIdOf = ({ eventId }: Decision): string => eventId.slice(0, eventId.indexOf('/'));

function bundleOf<P extends Pending>(contactId: string, items: readonly P[], reason?: MessageReason): Bundle<P> {
  const [first, ...rest] = items;
  if (!first) throw new Error(`a message for ${contactId} was to be made of nothing`);
  return { contactId, reason: reason ?? (rest.length > 0 ? 'group' : 'single'), items: [first, ...rest] };
}
