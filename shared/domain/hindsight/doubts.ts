/** What makes an explanation less than certain, as sentences for whoever relies on it. */
import { EGRESS_ID } from '../checks/egress.ts';
import type { Watch } from '../quorum.ts';
import { whenText } from '../time/when-text.ts';
import type { Evidence } from './explanation.ts';

/** After so many intervals without a result something is wrong with the checker; a minute is the least. */
const SILENT_INTERVALS = 3;
const GRACE_MS = 60_000;

export function doubts({ at, monitor, state, ticks, isSure, isSinceSure, tickMs }: Evidence, watch: Watch): string[] {
  const results = ticks.filter(({ results }) => results.some(({ monitorId }) => monitorId === monitor.id));
  const last = results.at(-1)?.slot;
  const patienceMs = SILENT_INTERVALS * Math.max(monitor.policy.intervalMs, tickMs) + GRACE_MS;
  // The checker's own network is only written down while there is trouble.
  const isLookedAt = state.phase !== 'paused' && monitor.id !== EGRESS_ID;
  const isSilent = isLookedAt && (last === undefined || at - last > patienceMs);
  const silent = watch.regions.filter((region) => !watch.fresh.includes(region));
  return [
    ...(isSilent
      ? [last === undefined ? NEVER_CHECKED : `It was last checked at ${whenText(last, at)}: is Nightjar running?`]
      : []),
    ...(silent.length > 0 && !isSilent
      ? [`No word from ${silent.join(', ')}: a region that is silent has no vote.`]
      : []),
    ...(isSure ? [] : ['The log does not reach back far enough to be sure of this.']),
    ...(isSure && !isSinceSure ? ['It may have begun earlier: the log was not read further back.'] : []),
  ];
}

const NEVER_CHECKED = 'It has not been checked lately: is Nightjar running, and is the monitor new?';
