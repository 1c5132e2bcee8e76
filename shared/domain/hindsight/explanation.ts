/**
 * The whole decision on a monitor at an instant: what was counted, what the regions see, what is held back and by what,
 * who was told when and why, and what happens next. Built by asking the functions that decide. All instants in ms.
 */

import type { Contact } from '../alerting/contact.ts';
import { type Decision, decide, inOrder, isFinal, type Reason } from '../alerting/decide.ts';
import type { NotificationKind } from '../alerting/notification.ts';
import type { Remark } from '../alerting/remark.ts';
import { type Case, planOf, type Rules, situationOf } from '../alerting/situation.ts';
import { type Hush, hushOn, type Parent } from '../alerting/suppression.ts';
import type { Failure } from '../checks/failure.ts';
import type { Tick, Verdict } from '../checks/result.ts';
import { classOf, type Incident } from '../incident.ts';
import { reasonText } from '../messages/reason-text.ts';
import type { Monitor, Severity, SeverityClass } from '../monitor.ts';
import { quorumOf, type Regions, type Sight, sightOf, verdictOf, type Watch, watchAt } from '../quorum.ts';
import { type MonitorState, openIncident, type Phase } from '../state.ts';
import { whenText } from '../time/when-text.ts';
import { countOf } from '../vantage.ts';
import { doubts } from './doubts.ts';
import { type NextStep, nextSteps } from './next-steps.ts';

/** Everything that is needed to explain; as of `at`, and with nothing that came later. */
export interface Evidence {
  readonly at: number;
  /** As it is watched: paused where somebody has paused it by hand. */
  readonly monitor: Monitor;
  readonly state: MonitorState;
  /** False where the log does not reach back to what the state rests on. */
  readonly isSure: boolean;
  readonly isSinceSure: boolean;
  /** The latest of all regions, oldest first. */
  readonly ticks: readonly Tick[];
  /** By region, how far it has looked. */
  readonly lastSlots: ReadonlyMap<string, number>;
  readonly regions: Regions;
  readonly tickMs: number;
  readonly rules: Rules;
  readonly contacts: readonly Pick<Contact, 'id' | 'kind'>[];
  /** The incidents of the state with what is known of each. */
  readonly cases: readonly Case[];
  readonly parents: readonly Parent[];
  /** What makes this less than certain, as sentences. */
  readonly caveats: readonly string[];
}

export interface Explanation {
  readonly at: number;
  readonly monitor: {
    readonly id: string;
    readonly name: string;
    readonly group?: string;
    readonly severity: Severity;
    readonly class: SeverityClass;
    readonly impact?: string;
    readonly runbook?: string;
  };
  readonly phase: Phase;
  /** Absent where it was never looked at. */
  readonly since?: number;
  /** False where it may have begun earlier. */
  readonly isSinceSure: boolean;
  readonly rule: Rule;
  readonly checks: readonly CheckSeen[];
  readonly regions: readonly RegionSeen[];
  /** Absent where there is one region, whose word is final. */
  readonly quorum?: QuorumSeen;
  /** What would keep everybody quiet now; with `sentence` it reads "A message …". */
  readonly quiet?: Hush & { readonly sentence: string };
  readonly incidents: readonly IncidentSeen[];
  readonly next: readonly NextStep[];
  readonly caveats: readonly string[];
}

export interface Rule {
  readonly failures: number;
  /** Of so many checks; absent where they must be in a row. */
  readonly window?: number;
  readonly successes: number;
  readonly intervalMs: number;
  readonly retryIntervalMs: number;
}

export interface CheckSeen {
  readonly slot: number;
  readonly region: string;
  readonly verdict: Verdict;
  readonly totalMs?: number;
  readonly failure?: Failure;
  /** It is one of those by which a failure or a recovery is being confirmed. */
  readonly isCounted: boolean;
}

export interface RegionSeen {
  readonly region: string;
  readonly sight: Sight;
  readonly since?: number;
  /** Failures counted while suspect, successes while it recovers. */
  readonly counted: number;
}

export interface QuorumSeen {
  readonly needed: number;
  /** Regions that have looked lately, and all that there are. */
  readonly fresh: number;
  readonly of: number;
  readonly verdict: 'up' | 'down' | 'open';
}

export interface IncidentSeen {
  readonly incident: Incident;
  readonly acknowledgement?: Remark;
  readonly messages: readonly MessageSeen[];
}

export interface MessageSeen {
  readonly kind: NotificationKind;
  readonly contactId: string;
  /** Absent where the contact is not in the file any more. */
  readonly contactKind?: Contact['kind'];
  /** `monitor` for the monitor's own entry, else the id of a route; absent for who is on no plan any more. */
  readonly via?: string;
  readonly reason: Reason;
  /** The reason in words, after "The message …". */
  readonly sentence: string;
  readonly sentAt?: number;
  readonly attempts?: number;
  readonly until?: number;
  readonly by?: string;
}

const MOST_CHECKS = 8;

export function explain(evidence: Evidence): Explanation {
  const { at, monitor, state, ticks, rules, cases, parents } = evidence;
  const { id, name, group, impact, runbook, policy } = monitor;
  const watch = watchOf(evidence);
  const decisions = inOrder(cases.map((each) => decide(situationOf(rules, each, at), at)));
  const surroundings = { windows: rules.windows, overrides: rules.overrides, parents };
  const concerned = openIncident(state) ?? ifItBeganAt(at, monitor);
  const quiet = hushOn(monitor, concerned, surroundings, at);
  const hasLooked = state.phase !== 'pending' || Object.keys(state.vantages).length > 0;
  return {
    at,
    monitor: {
      id,
      name,
      severity: monitor.alert.severity,
      class: classOf(monitor),
      ...(group !== undefined && { group }),
      ...(impact !== undefined && { impact }),
      ...(runbook !== undefined && { runbook }),
    },
    phase: state.phase,
    ...(hasLooked && { since: state.since }),
    isSinceSure: evidence.isSinceSure,
    rule: {
      failures: policy.failureThreshold,
      ...(isWindowed(monitor) && { window: policy.failureWindow }),
      successes: policy.recoveryThreshold,
      intervalMs: policy.intervalMs,
      retryIntervalMs: policy.retryIntervalMs,
    },
    checks: checksOf(monitor.id, state, ticks),
    regions: regionsOf(state, watch),
    ...(watch.regions.length > 1 && { quorum: quorumSeen(state, watch) }),
    ...(quiet && { quiet: { ...quiet, sentence: sentenceOf(quiet, at) } }),
    incidents: cases.flatMap((each, index) => {
      const own = decisions[index] ?? [];
      return isUnfinished(each.incident, own) ? [incidentSeen(evidence, each, own)] : [];
    }),
    next: nextSteps(evidence, watch, decisions.flat(), quiet),
    caveats: [...evidence.caveats, ...doubts(evidence, watch)],
  };
}

const isWindowed = ({ policy: { failureWindow, failureThreshold } }: Monitor): boolean =>
  failureWindow !== undefined && failureWindow > failureThreshold;

/** The regions as the one sees them that has looked last. */
function watchOf({ monitor, regions, lastSlots, at }: Evidence): Watch {
  const latest = [...lastSlots].reduce((a, b) => (b[1] > a[1] ? b : a), ['here', Number.NEGATIVE_INFINITY]);
  const [region, slot] = latest as [string, number];
  return watchAt(regions, region, lastSlots, Number.isFinite(slot) ? slot : at, monitor.policy.intervalMs);
}

/** The incident that would open if the first check to fail were one of now: what would be said of it is what is asked. */
const ifItBeganAt = (at: number, monitor: Monitor): Incident => ({
  id: `${monitor.id}-none`,
  monitorId: monitor.id,
  monitorName: monitor.name,
  severity: monitor.alert.severity,
  since: at,
  openedAt: at,
  checks: monitor.policy.failureThreshold,
  failure: { code: 'probe_error', message: '' },
});

function checksOf(monitorId: string, { vantages }: MonitorState, ticks: readonly Tick[]): CheckSeen[] {
  const seen = ticks.flatMap(({ slot, region, results }) => {
    const vantage = vantages[region];
    const counted = vantage && 'trial' in vantage ? vantage.trial.results : [];
    const isCounted = counted.some((each) => each.slot === slot);
    return results
      .filter((result) => result.monitorId === monitorId)
      .map(({ verdict, totalMs, failure }) => ({
        slot,
        region,
        verdict,
        ...(totalMs !== undefined && { totalMs }),
        ...(failure && { failure }),
        isCounted,
      }));
  });
  const first = seen.findIndex(({ isCounted }) => isCounted);
  const most = Math.max(MOST_CHECKS, first === -1 ? 0 : seen.length - first);
  return seen.slice(-most);
}

function regionsOf({ vantages }: MonitorState, watch: Watch): RegionSeen[] {
  const sights = sightOf(vantages, watch);
  return watch.regions.map((region) => {
    const vantage = vantages[region];
    return {
      region,
      sight: sights[region] ?? 'unknown',
      ...(vantage && vantage.phase !== 'pending' && { since: vantage.since }),
      counted: vantage ? countOf(vantage) : 0,
    };
  });
}

const quorumSeen = ({ vantages }: MonitorState, watch: Watch): QuorumSeen => ({
  needed: quorumOf(watch),
  fresh: watch.fresh.length,
  of: watch.regions.length,
  verdict: verdictOf(vantages, watch),
});

function incidentSeen(evidence: Evidence, each: Case, decisions: readonly Decision[]): IncidentSeen {
  const { incident, acknowledgement } = each;
  return {
    incident,
    ...(acknowledgement && { acknowledgement }),
    messages: decisions.map((decision) => messageSeen(evidence, each, decision)),
  };
}

function messageSeen({ at, contacts, rules }: Evidence, { marks, monitor }: Case, decision: Decision): MessageSeen {
  const { kind, contactId, reason, key, until, by, step } = decision;
  const mark = marks[key];
  const contact = contacts.find(({ id }) => id === contactId);
  const via = step?.via ?? planOf(rules, monitor).find((each) => each.contactId === contactId)?.via;
  return {
    kind,
    contactId,
    ...(contact && { contactKind: contact.kind }),
    ...(via !== undefined && { via }),
    reason,
    sentence: sentenceOf(decision, at),
    ...(mark?.sentAt !== undefined && { sentAt: mark.sentAt }),
    ...(mark && { attempts: mark.attempts }),
    ...(until !== undefined && { until }),
    ...(by !== undefined && { by }),
  };
}

const sentenceOf = (reasoned: Parameters<typeof reasonText>[0], at: number): string =>
  reasonText(reasoned, (instant) => whenText(instant, at));

/** Nothing is left to be said of an incident that is over and told, or of a warning that is told. */
const isUnfinished = (incident: Incident, decisions: readonly Decision[]): boolean =>
  (!incident.closing && incident.about === undefined) || !decisions.every(isFinal);
