/** What a step of the plan makes a message wait for, before the first attempt to send it. */

import { isWithin, nextDailyInstant, nextOpening } from '../time/hours.ts';
import type { Reason, Situation } from './decide.ts';
import type { Step } from './plan.ts';

export interface Gate {
  readonly reason: Reason;
  readonly until?: number;
  readonly by?: string;
}

const OPEN: Gate = { reason: 'due' };

/** Whether an outage is told of, its end, or that it still lasts. */
type What = 'down' | 'end' | 'reminder';

export function gateOf(what: What, step: Step, situation: Situation, now: number): Gate {
  const gates = what === 'down' ? [escalation, hours, digest, group] : [hours, digest];
  for (const gate of gates) {
    const closed = gate(step, situation, now, what);
    if (closed) return closed;
  }
  return OPEN;
}

type Check = (step: Step, situation: Situation, now: number, what: What) => Gate | undefined;

const escalation: Check = ({ afterMs }, { incident, acknowledgement }, now) => {
  if (afterMs === 0) return undefined;
  if (acknowledgement) return { reason: 'acknowledged', by: acknowledgement.by };
  if (incident.closing && incident.closing.at < incident.openedAt + afterMs) return { reason: 'ended_unsaid' };
  const until = incident.openedAt + afterMs;
  return now < until ? { reason: 'waits_for_escalation', until } : undefined;
};

const hours: Check = ({ hours: open, via }, { incident }, now, what) => {
  if (!open || isWithin(open, now)) return undefined;
  if (incident.closing && what === 'down') return { reason: 'ended_unsaid', by: via };
  const until = nextOpening(open, now);
  return { reason: 'outside_hours', by: via, ...(until !== undefined && { until }) };
};

/** A digest tells of what has happened, over or not. */
const digest: Check = ({ digest: daily }, { incident }, now, what) => {
  if (!daily) return undefined;
  const told = what === 'end' ? incident.closing?.at : undefined;
  const until = nextDailyInstant(daily, told ?? incident.openedAt);
  return now < until ? { reason: 'waits_for_digest', until } : undefined;
};

const group: Check = (_step, { incident, groupWaitMs }, now) => {
  const until = incident.openedAt + groupWaitMs;
  return groupWaitMs > 0 && now < until ? { reason: 'waits_for_group', until } : undefined;
};
