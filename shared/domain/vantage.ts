/**
 * What one region has made of a monitor: the fold of its own results. Several of these make a state; where there is one
 * region, its word is the state. No clock: a repeat over the same results changes nothing.
 */
import { type Failure, failure } from './checks/failure.ts';
import type { Result } from './checks/result.ts';
import type { Monitor } from './monitor.ts';

export type Vantage = Seen & (Settled | Suspect | Down | Recovering);

interface Seen {
  /** Slot at which this phase began. */
  readonly since: number;
  /** Everything up to this instant is in here: a result of an earlier slot was folded already, or came too late. */
  readonly foldedUntil: number;
}

interface Settled {
  readonly phase: 'pending' | 'up';
}

/** The trial holds results that may yet confirm a failure. */
interface Suspect {
  readonly phase: 'suspect';
  readonly trial: Trial;
}

interface Down {
  readonly phase: 'down';
  readonly outage: Outage;
}

/** The trial holds successes that may confirm the recovery. */
interface Recovering {
  readonly phase: 'recovering';
  readonly trial: Trial;
  readonly outage: Outage;
}

export interface Trial {
  /** Oldest first. While suspect it begins with a failure; while recovering it holds successes only. */
  readonly results: readonly { readonly slot: number; readonly isFailure: boolean }[];
  /** The last failure was that the target is asked too often. */
  readonly isRateLimited?: true;
}

export interface Outage {
  /** Slot of the first failed check, and of the one that reached the threshold. */
  readonly since: number;
  readonly confirmedAt: number;
  readonly checks: number;
  readonly failure: Failure;
}

/** After this many intervals without a result, what was counted before says nothing about now. */
const GAP_INTERVALS = 3;

/** A region that has not looked before `slot`. */
export const initialVantage = (slot: number): Vantage => ({ phase: 'pending', since: slot, foldedUntil: slot - 1 });

/** Confirmed to be down, and not confirmed to be up again. */
export const seesDown = (vantage: Vantage): vantage is Seen & (Down | Recovering) =>
  vantage.phase === 'down' || vantage.phase === 'recovering';

/** Not confirmed to be down; a suspicion is no outage yet. */
export const seesUp = ({ phase }: Vantage): boolean => phase === 'up' || phase === 'suspect';

/** Failures or successes counted so far. */
export function countOf(vantage: Vantage): number {
  if (vantage.phase !== 'suspect' && vantage.phase !== 'recovering') return 0;
  return vantage.trial.results.filter(({ isFailure }) => isFailure === (vantage.phase === 'suspect')).length;
}

/** The vantage after one more result; the same object where that changes nothing. */
export function observe(vantage: Vantage, result: Result, slot: number, monitor: Monitor): Vantage {
  if (slot <= vantage.foldedUntil || result.verdict === 'unknown') return vantage;
  if (result.verdict === 'down') {
    return seesDown(vantage) ? stillDown(vantage, slot) : failed(vantage, result, slot, monitor);
  }
  if (seesDown(vantage)) return succeededWhileDown(vantage, slot, monitor);
  return vantage.phase === 'suspect' ? succeededWhileSuspect(vantage, slot, monitor) : stillUp(vantage, slot);
}

const stillUp = (vantage: Vantage, slot: number): Vantage =>
  vantage.phase === 'up' ? vantage : { phase: 'up', since: slot, foldedUntil: slot };

const stillDown = (vantage: Seen & (Down | Recovering), slot: number): Vantage =>
  vantage.phase === 'down' ? vantage : { phase: 'down', since: slot, foldedUntil: slot, outage: vantage.outage };

function failed(vantage: Vantage, result: Result, slot: number, monitor: Monitor): Vantage {
  const results = pertinent([...counted(vantage, slot, monitor), { slot, isFailure: true }], monitor);
  const failures = results.filter(({ isFailure }) => isFailure);
  const since = results[0]?.slot ?? slot;
  if (failures.length < monitor.policy.failureThreshold) {
    const isRateLimited = result.failure?.code === 'rate_limited';
    return { phase: 'suspect', since, foldedUntil: slot, trial: { results, ...(isRateLimited && { isRateLimited }) } };
  }
  const outage: Outage = {
    since,
    confirmedAt: slot,
    checks: failures.length,
    failure: result.failure ?? failure('probe_error', 'no reason was recorded'),
  };
  return { phase: 'down', since: slot, foldedUntil: slot, outage };
}

/** With "3 of the last 5", two failures stay suspicious for a while. */
function succeededWhileSuspect(vantage: Vantage, slot: number, monitor: Monitor): Vantage {
  const results = pertinent([...counted(vantage, slot, monitor), { slot, isFailure: false }], monitor);
  const [first] = results;
  return first
    ? { phase: 'suspect', since: first.slot, foldedUntil: slot, trial: { results } }
    : { phase: 'up', since: slot, foldedUntil: slot };
}

function succeededWhileDown(vantage: Seen & (Down | Recovering), slot: number, monitor: Monitor): Vantage {
  const results = [...counted(vantage, slot, monitor), { slot, isFailure: false }];
  const since = results[0]?.slot ?? slot;
  if (results.length >= monitor.policy.recoveryThreshold) return { phase: 'up', since, foldedUntil: slot };
  return { phase: 'recovering', since, foldedUntil: slot, trial: { results }, outage: vantage.outage };
}

/** What was counted before `slot`, unless too long a silence lies between. */
function counted(vantage: Vantage, slot: number, { policy }: Monitor): Trial['results'] {
  const results = 'trial' in vantage ? vantage.trial.results : [];
  const last = results.at(-1);
  return last && slot - last.slot <= GAP_INTERVALS * policy.intervalMs ? results : [];
}

/** Without the oldest results that can no longer help to reach the threshold, whatever comes next. */
function pertinent(results: Trial['results'], { policy }: Monitor): Trial['results'] {
  const window = policy.failureWindow ?? policy.failureThreshold;
  let rest = results.slice(-window);
  while (rest.length > 0 && !mayStillReach(rest, window, policy.failureThreshold)) rest = rest.slice(1);
  return rest;
}

function mayStillReach(results: Trial['results'], window: number, threshold: number): boolean {
  const failures = results.filter(({ isFailure }) => isFailure).length;
  return results[0]?.isFailure === true && failures + (window - results.length) >= threshold;
}
