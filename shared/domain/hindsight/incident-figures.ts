/**
 * How long people and machines took, over many incidents. An incident counts once, for the period in which it opened.
 *
 * - Time to acknowledge: from the opening, which is when the first message is due, to the first acknowledgement. What
 *   nobody acknowledged is counted apart and is in no mean: it has no such time, neither zero nor endless.
 * - Time to recover: from the first failed check to the first one that succeeded again. What is open, or was no longer
 *   watched, has no such time either.
 */

import { acknowledgementOf, type Remark } from '../alerting/remark.ts';
import { type Incident, outageMs } from '../incident.ts';

export interface Told {
  readonly incident: Incident;
  readonly remarks: readonly Remark[];
}

/** Of `n` times, in whole ms. */
export interface Spread {
  readonly n: number;
  readonly meanMs: number;
  readonly medianMs: number;
}

export interface Figures {
  readonly incidents: number;
  readonly open: number;
  readonly recovered: number;
  /** Paused or removed while it was down. */
  readonly abandoned: number;
  /** Absent where nothing was acknowledged. */
  readonly acknowledge?: Spread;
  /** Over before anybody acknowledged it. */
  readonly neverAcknowledged: number;
  /** Still open, and nobody is on it. */
  readonly notYetAcknowledged: number;
  /** Absent where nothing recovered. */
  readonly recover?: Spread;
}

export function figuresOf(cases: readonly Told[]): Figures {
  const acknowledged = cases.flatMap(({ incident, remarks }) => {
    const first = acknowledgementOf(remarks);
    // The clocks of two machines may differ by a moment.
    return first ? [Math.max(0, first.at - incident.openedAt)] : [];
  });
  const unacknowledged = cases.filter(({ remarks }) => !acknowledgementOf(remarks));
  const recovered = cases.filter(({ incident }) => incident.closing?.reason === 'recovered');
  const open = cases.filter(({ incident }) => !incident.closing);
  const acknowledge = spreadOf(acknowledged);
  const recover = spreadOf(recovered.map(({ incident }) => outageMs(incident, 0)));
  return {
    incidents: cases.length,
    open: open.length,
    recovered: recovered.length,
    abandoned: cases.length - open.length - recovered.length,
    ...(acknowledge && { acknowledge }),
    neverAcknowledged: unacknowledged.filter(({ incident }) => incident.closing).length,
    notYetAcknowledged: unacknowledged.filter(({ incident }) => !incident.closing).length,
    ...(recover && { recover }),
  };
}

/** The figures of each part, in the order in which the parts first come. */
export function figuresBy(
  cases: readonly Told[],
  partOf: (incident: Incident) => string,
): { readonly name: string; readonly figures: Figures }[] {
  const parts = Map.groupBy(cases, ({ incident }) => partOf(incident));
  return [...parts].map(([name, members]) => ({ name, figures: figuresOf(members) }));
}

/** Undefined of nothing: no mean is better than one of zero. */
export function spreadOf(times: readonly number[]): Spread | undefined {
  if (times.length === 0) return undefined;
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  const sum = sorted.reduce((total, time) => total + time, 0);
  return { n: sorted.length, meanMs: Math.round(sum / sorted.length), medianMs: Math.round((low + high) / 2) };
}
