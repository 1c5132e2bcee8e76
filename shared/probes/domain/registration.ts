/** From an RDAP answer (RFC 9083) to the end of the registration that was asked about. */
import { domainToASCII } from 'node:url';
import { type Failure, failure } from '../../domain/checks/failure.ts';
import type { JsonNodes, Observation, Registration } from '../../domain/checks/observation.ts';
import { plainText } from '../../domain/messages/plain-text.ts';

/** Of the domain itself; its contacts and name servers have names and events of their own, further down. */
const LDH_NAME = '$.ldhName';
const UNICODE_NAME = '$.unicodeName';
const EVENTS = '$.events[*]';

/** All that is wanted of the answer, as JSONPaths. */
export const WANTED_PATHS = [LDH_NAME, UNICODE_NAME, EVENTS];

/** RFC 3339, as RFC 9083 asks for it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;

/** As registries know it: `xn--bcher-kva.example`, in lower case and without a dot at the end. */
export function registryName(name: string): string {
  const bare = name.replace(/\.$/, '');
  return (domainToASCII(bare) || bare).toLowerCase();
}

/** What is wrong with an answer that says nothing about this domain; undefined where it does say something. */
export function strayAnswer(json: Observation['json'], name: string): Failure | undefined {
  const ldh = json?.[LDH_NAME];
  if (!ldh || 'notJson' in ldh) return unavailable(`it sends ${ldh?.notJson ?? 'no answer'}`);
  const [found] = [...ldh.nodes, ...nodesOf(json[UNICODE_NAME])];
  if (typeof found !== 'string') return unavailable('its answer does not say which domain it is about');
  return registryName(found) === registryName(name) ? undefined : unavailable(`it answers about ${plainText(found)}`);
}

/** The earliest end, where there are several. */
export function registrationOf(json: Observation['json']): Registration | Failure {
  const dates = nodesOf(json?.[EVENTS]).flatMap((event) => {
    const { eventAction, eventDate } = Object(event) as { eventAction?: unknown; eventDate?: unknown };
    return eventAction === 'expiration' ? [eventDate] : [];
  });
  if (dates.length === 0) return UNPUBLISHED;
  const instants = dates.map((date) =>
    typeof date === 'string' && INSTANT.test(date) ? Date.parse(date) : Number.NaN,
  );
  const endsAt = Math.min(...instants);
  return Number.isNaN(endsAt) ? unavailable('it says that the registration ends on what is no date') : { endsAt };
}

const UNPUBLISHED = failure(
  'registration_unpublished',
  'expect "registration: { exists: true }" to be told only when it is registered no more',
);

const nodesOf = (found: JsonNodes | undefined): readonly unknown[] => (found && 'nodes' in found ? found.nodes : []);

/** A registry in trouble says nothing about the domain. */
export const unavailable = (reason: string): Failure => failure('registry_unavailable', reason);
