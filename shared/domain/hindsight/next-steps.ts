/** What happens next to a monitor, and when: found out by asking those who will decide it, at the instant when they will. */
import { type Decision, decide, isFinal } from '../alerting/decide.ts';
import { endKind, type NotificationKind } from '../alerting/notification.ts';
import { overridesOn } from '../alerting/override.ts';
import { type Case, situationOf } from '../alerting/situation.ts';
import type { Hush } from '../alerting/suppression.ts';
import { EGRESS_ID } from '../checks/egress.ts';
import type { Incident } from '../incident.ts';
import { reasonText } from '../messages/reason-text.ts';
import type { Watch } from '../quorum.ts';
import { openIncident } from '../state.ts';
import { whenText } from '../time/when-text.ts';
import type { Evidence } from './explanation.ts';
import { type Foresight, foresee, nextCheck } from './foresight.ts';

export interface NextStep {
  /** In ms; absent where nobody knows. */
  readonly at?: number;
  readonly what: 'check' | 'if_it_fails' | 'if_it_succeeds' | 'message' | 'quiet_ends' | 'resumes';
  readonly sentence: string;
  /** Of `if_it_fails` and `if_it_succeeds`: how many checks it takes, and who is told at once. */
  readonly checks?: number;
  readonly told?: readonly string[];
}

/** In the order in which they come. */
export function nextSteps(
  evidence: Evidence,
  watch: Watch,
  decisions: readonly Decision[],
  quiet: Hush | undefined,
): NextStep[] {
  const steps = [...checkSteps(evidence, watch), ...messageSteps(evidence, decisions), ...endOfQuiet(quiet)];
  const atOf = ({ at = Number.POSITIVE_INFINITY }: NextStep): number => at;
  return steps.sort((a, b) => (atOf(a) === atOf(b) ? 0 : atOf(a) - atOf(b)));
}

function checkSteps(evidence: Evidence, watch: Watch): NextStep[] {
  const { monitor, state, at, tickMs } = evidence;
  // The checker's own network is never due; it is looked at when much else fails.
  if (monitor.id === EGRESS_ID) return [];
  if (monitor.policy.paused) return [pauseStep(evidence)];
  const latest = Math.max(0, ...evidence.lastSlots.values());
  // What is late is still due.
  const grid = { after: Math.max(latest, at - tickMs), tickMs };
  const next = nextCheck(monitor, state, grid.after, tickMs);
  if (next === undefined) return [];
  const check: NextStep = { at: next, what: 'check', sentence: 'it is checked' };
  const open = openIncident(state);
  if (open) {
    const rise = foresee('up', monitor, state, watch, grid);
    return rise ? [check, recoveryStep(evidence, open, rise)] : [check];
  }
  const fall = foresee('down', monitor, state, watch, grid);
  return fall ? [check, failureStep(evidence, fall)] : [check];
}

function pauseStep({ monitor, rules, at }: Evidence): NextStep {
  const [pause] = overridesOn(rules.overrides, 'pause', monitor, at);
  if (!pause) return { what: 'resumes', sentence: 'nothing: the file pauses it' };
  const note = `${pause.by}${pause.note === undefined ? '' : `: ${pause.note}`}`;
  return pause.until === undefined
    ? { what: 'resumes', sentence: `nothing until it is resumed: paused by hand (${note})` }
    : { at: pause.until, what: 'resumes', sentence: `it is watched again: paused by hand (${note})` };
}

function failureStep(evidence: Evidence, { checks, slot, state }: Foresight): NextStep {
  const incident = openIncident(state);
  const { told, sentence } = incident
    ? saidOf(evidence, { incident, marks: {} }, 'down', slot)
    : { told: [], sentence: '' };
  return {
    at: slot,
    what: 'if_it_fails',
    checks,
    told,
    sentence: `if ${nextChecks(checks, 'fail')}, it is DOWN: ${sentence}`,
  };
}

function recoveryStep(evidence: Evidence, open: Incident, { checks, slot, state }: Foresight): NextStep {
  const incident = state.incidents.find(({ id }) => id === open.id) ?? open;
  const known = evidence.cases.find((each) => each.incident.id === open.id);
  const { marks = {}, acknowledgement } = known ?? {};
  const { told, sentence } = saidOf(
    evidence,
    { incident, marks, ...(acknowledgement && { acknowledgement }) },
    endKind(incident),
    slot,
  );
  return {
    at: slot,
    what: 'if_it_succeeds',
    checks,
    told,
    sentence: `if ${nextChecks(checks, 'succeed')}, it is UP again: ${sentence}`,
  };
}

const nextChecks = (checks: number, does: 'fail' | 'succeed'): string =>
  checks === 1 ? `the next check ${does}s` : `the next ${checks} checks ${does}`;

/** Who would be told at an instant, and who would not although they are on the plan. */
function saidOf(
  { monitor, rules, parents, at }: Evidence,
  known: Pick<Case, 'incident' | 'marks' | 'acknowledgement'>,
  kind: NotificationKind,
  instant: number,
): { readonly told: readonly string[]; readonly sentence: string } {
  const decided = decide(situationOf(rules, { ...known, monitor, parents }, instant), instant);
  const of = decided.filter((decision) => decision.kind === kind);
  const told = of.filter(({ reason }) => IS_SAID.has(reason)).map(({ contactId }) => contactId);
  const others = of.filter(({ reason }) => !IS_SAID.has(reason) && reason !== 'was_never_told');
  const clauses = [
    ...(told.length > 0 ? [`${enumerated(told)} ${told.length > 1 ? 'are' : 'is'} told`] : []),
    ...others.map(({ contactId, ...decision }) => laterText(contactId, decision, at)),
  ];
  return { told, sentence: clauses.join('; ') || nobodyText(of) };
}

function laterText(contactId: string, decision: Omit<Decision, 'contactId'>, at: number): string {
  const { reason, until } = decision;
  if (reason === 'waits_for_escalation' && until !== undefined) {
    return `${contactId} at ${whenText(until, at)}, if nobody has acknowledged it by then`;
  }
  return `the message to ${contactId} ${reasonText(decision, (time) => whenText(time, at))}`;
}

const nobodyText = (decisions: readonly Decision[]): string =>
  decisions.length === 0
    ? 'nobody is told, since no contact and no route is given for it'
    : 'nobody is told, since nobody was told that it is down';

/** What waits for others, or for the beginning, goes out with them or after it. */
const IS_SAID: ReadonlySet<Decision['reason']> = new Set([
  'due',
  'waits_for_group',
  'waits_for_earlier',
  'waits_for_down',
]);

const enumerated = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');

/** Each message that waits for an instant which is known, and what will be decided then if nothing else happens. */
function messageSteps({ cases, rules, at }: Evidence, decisions: readonly Decision[]): NextStep[] {
  return decisions.flatMap((decision): NextStep[] => {
    const { until, kind, contactId, key } = decision;
    const each = cases.find(({ incident }) => key.startsWith(`${incident.id}/`));
    if (until === undefined || isFinal(decision) || !each) return [];
    const decided = decide(situationOf(rules, each, until), until);
    const then = decided.find((other) => other.kind === kind && other.contactId === contactId);
    if (!then || isFinal(then)) return [];
    const isSaid = IS_SAID.has(then.reason);
    const why = isSaid ? conditionOf(decision, each.incident) : reasonText(then, (time) => whenText(time, at));
    const sentence = isSaid ? `${WORDS[kind]} goes to ${contactId}${why}` : `${WORDS[kind]} to ${contactId} ${why}`;
    return [{ at: until, what: 'message', sentence }];
  });
}

/** What must still hold for a message to go out then. The end of an outage stays true. */
function conditionOf({ reason, kind }: Decision, { closing }: Incident): string {
  if (reason === 'waits_for_escalation' || reason === 'waits_for_reminder') {
    return ', if it is still down and nobody has acknowledged it';
  }
  if (reason === 'waits_for_digest') return ', with the digest';
  if (reason === 'backing_off') return ', once more';
  if (reason === 'claimed_by_another') return ', unless it has arrived';
  return closing || kind === 'undelivered' || kind === 'warning' ? '' : ', if it is still down';
}

export const WORDS: Readonly<Record<NotificationKind, string>> = {
  down: 'DOWN',
  reminder: 'STILL DOWN',
  undelivered: 'NOT TOLD',
  recovered: 'RECOVERED',
  closed: 'the end of watch',
  warning: 'WARNING',
};

function endOfQuiet(quiet: Hush | undefined): NextStep[] {
  if (quiet?.until === undefined) return [];
  const what = { in_maintenance: 'the maintenance ends', silenced: 'the silence ends' } as const;
  const sentence = what[quiet.reason as keyof typeof what];
  return sentence ? [{ at: quiet.until, what: 'quiet_ends', sentence: `${sentence} (${quiet.by})` }] : [];
}
