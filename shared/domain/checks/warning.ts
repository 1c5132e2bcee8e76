/**
 * What will go wrong unless somebody acts: a certificate or a registration that ends soon. It is no outage. It is told once
 * for each certificate and each threshold, when two checks have seen it, and it has no end that anybody is told of.
 */

import type { Incident } from '../incident.ts';
import type { Monitor } from '../monitor.ts';
import { compactIso, isoSeconds } from '../time/calendar.ts';
import type { Failure } from './failure.ts';
import { failureOf } from './failure-of-finding.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

/** As one check has seen it. */
export interface Warning {
  /** Equal as long as it is the same thing: a serial number, or the end of a registration, and the threshold in days. */
  readonly key: string;
  readonly failure: Failure;
}

/** What a state remembers of a warning. */
export interface Warned {
  readonly key: string;
  readonly sightings: number;
  readonly lastSlot: number;
  /** While it has to be told. */
  readonly told?: Incident;
}

/** Servers behind one name may show different certificates for a moment; what was seen twice is there. */
const SIGHTINGS = 2;
/** Several servers may take turns with as many certificates. */
const MOST_REMEMBERED = 8;

/** Of several thresholds that are crossed, the most urgent. Those that make a monitor down are told as an outage. */
export function warningOf(observation: Observation, { findings }: Judgement): Warning | undefined {
  const crossed = findings.flatMap((finding) => {
    const { assertion, outcome } = finding;
    if (outcome !== 'fail' || assertion.effect !== 'degraded') return [];
    if (assertion.subject !== 'certificate' && assertion.subject !== 'registration') return [];
    const what = assertion.subject === 'certificate' ? serialOf(observation) : endOf(observation);
    return [
      { days: assertion.daysLeft, key: `${what}/${assertion.daysLeft}`, failure: failureOf(finding, observation) },
    ];
  });
  const [first, ...rest] = crossed;
  if (!first) return undefined;
  const { key, failure } = rest.reduce((a, b) => (b.days < a.days ? b : a), first);
  return { key, failure };
}

const serialOf = ({ certificate }: Observation): string => certificate?.serial.slice(0, 64) ?? '';
const endOf = ({ registration }: Observation): string => (registration ? isoSeconds(registration.endsAt) : '');

/** What is remembered after one more check has seen a warning; the same list where that changes nothing. */
export function remember(
  warned: readonly Warned[],
  { key, failure }: Warning,
  slot: number,
  monitor: Monitor,
): readonly Warned[] {
  const former = warned.find((each) => each.key === key);
  if (former && (former.sightings >= SIGHTINGS || slot <= former.lastSlot)) return warned;
  const sightings = (former?.sightings ?? 0) + 1;
  const next: Warned = {
    key,
    sightings,
    lastSlot: slot,
    ...(sightings >= SIGHTINGS && { told: noticeOf(monitor, failure, slot) }),
  };
  return [...warned.filter((each) => each !== former), next].slice(-MOST_REMEMBERED);
}

/** Told like an incident that has just opened, to the same people; nobody has to acknowledge it. */
const noticeOf = (monitor: Monitor, failure: Failure, slot: number): Incident => ({
  id: `${monitor.id}-${compactIso(slot)}-warning`,
  about: 'warning',
  monitorId: monitor.id,
  monitorName: monitor.name,
  severity: monitor.alert.severity === 'info' ? 'info' : 'warning',
  since: slot,
  openedAt: slot,
  checks: SIGHTINGS,
  failure,
});

/** Without what has been told; that it was told is remembered. */
export const settleWarned = (warned: readonly Warned[], settledIds: ReadonlySet<string>): readonly Warned[] =>
  warned.some(({ told }) => told && settledIds.has(told.id))
    ? warned.map(({ told, ...rest }) => (told && !settledIds.has(told.id) ? { ...rest, told } : rest))
    : warned;
