/** A test of one's own alerts: what was said against what was to be said. */

import type { NotificationKind } from '../alerting/notification.ts';
import type { Override } from '../alerting/override.ts';
import type { Result, Tick, Verdict } from '../checks/result.ts';
import type { Fleet } from '../monitor.ts';
import { type Acknowledging, replay, type Said } from './replay.ts';

export interface Rehearsal {
  readonly start: number;
  readonly everyMs: number;
  /** By monitor; undefined where there is no result at that time. */
  readonly results: Readonly<Record<string, readonly (Verdict | undefined)[]>>;
  readonly overrides: readonly Override[];
  readonly acknowledgements: readonly Acknowledging[];
  readonly until: number;
  readonly expected: readonly Awaited[];
}

export interface Awaited {
  readonly at: number;
  readonly kind: NotificationKind;
  readonly monitorId: string;
  readonly contactId: string;
}

export interface Outcome {
  readonly said: readonly Said[];
  readonly missing: readonly Awaited[];
  readonly unexpected: readonly Said[];
}

/** Results come from as many regions as must agree, all of which see the same. */
export function rehearse(fleet: Fleet, rehearsal: Rehearsal): Outcome {
  const { overrides, acknowledgements, until } = rehearsal;
  const { said } = replay({ fleet, ticks: ticksOf(fleet, rehearsal), overrides, acknowledgements, until });
  const left = [...said];
  const missing = rehearsal.expected.filter((awaited) => {
    const index = left.findIndex((each) => isSame(each, awaited));
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
  return { said, missing, unexpected: left };
}

const isSame = (said: Said, awaited: Awaited): boolean =>
  said.at === awaited.at &&
  said.kind === awaited.kind &&
  said.monitorId === awaited.monitorId &&
  said.contactId === awaited.contactId;

function ticksOf(fleet: Fleet, { start, everyMs, results }: Rehearsal): Tick[] {
  const count = Math.max(0, ...Object.values(results).map((each) => each.length));
  return Array.from({ length: count }, (_, index) => start + index * everyMs).flatMap((slot, index) =>
    (fleet.regions ?? ['test']).map((region) => ({
      slot,
      previous: slot - everyMs,
      cell: '0of1',
      region,
      startedAt: slot,
      endedAt: slot,
      results: Object.entries(results).flatMap(([monitorId, verdicts]) => resultOf(monitorId, verdicts[index])),
    })),
  );
}

const resultOf = (monitorId: string, verdict: Verdict | undefined): Result[] => {
  if (verdict === undefined) return [];
  if (verdict === 'up') return [{ monitorId, verdict }];
  return [{ monitorId, verdict, failure: { code: 'assertion_failed', message: 'As the test says.' } }];
};
