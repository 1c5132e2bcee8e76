/**
 * Is it the targets, or is it our own way out? When most of what a tick looked at cannot be reached, some well-known
 * control targets are asked as well; when most of those are silent too, the tick's failures say nothing about targets.
 */

import { criticalContacts } from '../alerting/route.ts';
import type { Fleet, Monitor } from '../monitor.ts';
import { type FailureCode, failure } from './failure.ts';
import type { Result } from './result.ts';
import type { HttpTarget, Target } from './target.ts';

/**
 * A monitor that is not in the file: the checker's own network. It is folded and told of like any other, and is never
 * public. It is only written down while there is trouble, and until that is over.
 */
export const EGRESS_ID = 'nightjar-egress';

/** Failures without a word from the target: what a broken network of our own looks like. */
const UNREACHED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'dns_servfail',
  'dns_timeout',
  'tcp_refused',
  'tcp_reset',
  'tcp_timeout',
  'tcp_unreachable',
  'tls_timeout',
  'http_timeout',
  'body_timeout',
  'probe_error',
]);

/** From so many on it is a storm, even if something else did answer. */
const MANY = 3;

export type DoubtReason = 'nothing_asked' | 'enough_answered' | 'nobody_answered' | 'many_unreached';

export interface Doubt {
  /** Whether control targets are to be asked. */
  readonly isInDoubt: boolean;
  readonly reason: DoubtReason;
  /** Of the monitors outside, how many were asked, and how many of those could not be reached. */
  readonly asked: number;
  readonly unreached: number;
}

/**
 * In doubt where nothing at all answered, or where at least three, and at least half of those asked, could not be
 * reached. Targets on loopback and private addresses say nothing about the way out and are not counted.
 */
export function doubtEgress(results: readonly Result[], monitors: readonly Monitor[]): Doubt {
  const outside = outsideIds(monitors);
  const counted = results.filter((result) => outside.has(result.monitorId) && (isUnreached(result) || isKnown(result)));
  const asked = counted.length;
  const unreached = counted.filter(isUnreached).length;
  const isStorm = unreached >= MANY && unreached * 2 >= asked;
  const reason = reasonFor();
  return { isInDoubt: reason === 'nobody_answered' || reason === 'many_unreached', reason, asked, unreached };

  function reasonFor(): DoubtReason {
    if (asked === 0) return 'nothing_asked';
    if (unreached === asked) return 'nobody_answered';
    return isStorm ? 'many_unreached' : 'enough_answered';
  }
}

const isKnown = ({ verdict }: Result): boolean => verdict !== 'unknown';
const isUnreached = ({ failure: reason }: Result): boolean => reason !== undefined && UNREACHED.has(reason.code);

/** The answers of the control targets so far. */
export interface Controls {
  readonly total: number;
  readonly answered: number;
  readonly silent: number;
}

/** Offline where most of them are silent; undecided as long as those that are left could turn it. */
export function egressOf({ total, answered, silent }: Controls): 'online' | 'offline' | 'undecided' {
  if (silent * 2 > total) return 'offline';
  return answered * 2 >= total ? 'online' : 'undecided';
}

/** The results with every failure that may be our own made unknown. What the target itself said stays. */
export function withoutBlame(results: readonly Result[], monitors: readonly Monitor[]): Result[] {
  const outside = outsideIds(monitors);
  return results.map((result) => {
    if (!result.failure || !outside.has(result.monitorId) || !isUnreached(result)) return result;
    const original = result.failure.message.replace(/\.$/, '');
    return { ...result, verdict: 'unknown', failure: failure('checker_offline', original) };
  });
}

/** What is written down about the way out itself. */
export function egressResult(controls: Controls): Result {
  if (egressOf(controls) !== 'offline') return { monitorId: EGRESS_ID, verdict: 'up' };
  const detail = `${controls.silent} of ${controls.total} control targets are silent too`;
  return { monitorId: EGRESS_ID, verdict: 'down', failure: failure('checker_offline', detail) };
}

/** Absent where no control targets are configured. */
export function egressMonitor(fleet: Fleet): Monitor | undefined {
  const [url] = fleet.controls;
  if (url === undefined) return undefined;
  const intervals = fleet.monitors.map((monitor) => monitor.policy.intervalMs);
  const intervalMs = Math.max(1000, ...intervals);
  return {
    id: EGRESS_ID,
    name: 'Nightjar itself',
    target: controlTarget(url),
    assertions: [],
    // Never due by itself; the interval says after which gap two troubles are not one.
    policy: {
      intervalMs,
      retryIntervalMs: intervalMs,
      timeoutMs: 1000,
      failureThreshold: 2,
      recoveryThreshold: 2,
      paused: false,
    },
    alert: { to: criticalContacts(fleet).map((contact) => contact.id), severity: 'critical' },
  };
}

/** Any answer at all will do, so no redirect is followed. */
export const controlTarget = (url: string): HttpTarget => ({
  kind: 'http',
  url,
  method: 'GET',
  headers: {},
  maxRedirects: 0,
  allowDowngrade: false,
  allowPrivate: false,
});

const outsideIds = (monitors: readonly Monitor[]): ReadonlySet<string> =>
  new Set(monitors.filter(({ target }) => isOutside(target)).map(({ id }) => id));

/** A private address needs `allowPrivate`; kinds that name no host of their own do not go out by themselves. */
function isOutside(target: Target): boolean {
  if (target.kind === 'flow') return target.steps.every(({ http }) => isOutside(http));
  const { url, host, allowPrivate } = target as { url?: string; host?: string; allowPrivate?: boolean };
  const name = url === undefined ? host : URL.canParse(url) ? new URL(url).hostname : '';
  return name !== undefined && allowPrivate !== true && !NEARBY.test(name);
}

const NEARBY = /^(localhost|.+\.localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1\]?)\.?$/i;
