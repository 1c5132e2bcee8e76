/**
 * Pieces of the decision code, each made wrong in one way. A rule that can be broken without anybody noticing is no rule,
 * so each of these must be caught: by the points of death, by the simulator, or by the unit test that is named.
 */
export interface Mutant {
  readonly name: string;
  /** Below the root of the project. */
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Where only this test sees it, since the difference is too small or too rare for a run. */
  readonly unit?: string;
}

const vantage = 'shared/domain/vantage.ts';
const state = 'shared/domain/state.ts';
const quorum = 'shared/domain/quorum.ts';
const decide = 'shared/domain/alerting/decide.ts';
const gate = 'shared/domain/alerting/gate.ts';
const suppression = 'shared/domain/alerting/suppression.ts';
const grouping = 'shared/domain/alerting/grouping.ts';
const egress = 'shared/domain/checks/egress.ts';
const slot = 'shared/domain/time/slot.ts';
const fold = 'shared/tick/fold-log.ts';
const tick = 'shared/tick/run-tick.ts';
const question = 'shared/tick/question-egress.ts';
const deliver = 'shared/notify/deliver.ts';
const notifier = 'shared/notify/run-notifier.ts';

export const MUTANTS: readonly Mutant[] = [
  // One region's view.
  {
    name: 'one failure fewer opens',
    file: vantage,
    from: 'if (failures.length < monitor.policy.failureThreshold) {',
    to: 'if (failures.length < monitor.policy.failureThreshold - 1) {',
  },
  {
    name: 'one failure more is needed',
    file: vantage,
    from: 'if (failures.length < monitor.policy.failureThreshold) {',
    to: 'if (failures.length <= monitor.policy.failureThreshold) {',
  },
  {
    name: 'one success more is needed',
    file: vantage,
    from: 'if (results.length >= monitor.policy.recoveryThreshold)',
    to: 'if (results.length > monitor.policy.recoveryThreshold)',
  },
  {
    name: 'one success is always enough',
    file: vantage,
    from: 'if (results.length >= monitor.policy.recoveryThreshold)',
    to: 'if (results.length >= 1)',
  },
  {
    name: 'a slot counts twice',
    file: vantage,
    from: "if (slot <= vantage.foldedUntil || result.verdict === 'unknown') return vantage;",
    to: "if (result.verdict === 'unknown') return vantage;",
    // Two guards, here and in `advance`: each alone is enough for a run.
    unit: 'test/domain/vantage.test.ts',
  },
  {
    name: 'unknown counts as a failure',
    file: state,
    from: "if (state.phase === 'paused' || result.verdict === 'unknown') return state;",
    to: "if (state.phase === 'paused') return state; if (result.verdict === 'unknown') result = { ...result, verdict: 'down' };",
  },
  {
    name: 'unknown counts as a success',
    file: state,
    from: "if (state.phase === 'paused' || result.verdict === 'unknown') return state;",
    to: "if (state.phase === 'paused') return state; if (result.verdict === 'unknown') result = { ...result, verdict: 'up' };",
  },
  {
    name: 'degraded counts as a failure',
    file: vantage,
    from: "if (result.verdict === 'down') {",
    to: "if (result.verdict === 'down' || result.verdict === 'degraded') {",
  },
  {
    name: 'a gap keeps the streak',
    file: vantage,
    from: 'return last && slot - last.slot <= GAP_INTERVALS * policy.intervalMs ? results : [];',
    to: 'return results;',
  },
  {
    name: 'every gap ends the streak',
    file: vantage,
    from: 'const GAP_INTERVALS = 3;',
    to: 'const GAP_INTERVALS = 0;',
  },
  {
    name: 'three of five is three in a row',
    file: vantage,
    from: 'const window = policy.failureWindow ?? policy.failureThreshold;',
    to: 'const window = policy.failureThreshold;',
  },
  {
    name: 'a failure does not interrupt the recovery',
    file: vantage,
    from: "vantage.phase === 'down' ? vantage : { phase: 'down', since: slot, foldedUntil: slot, outage: vantage.outage };",
    to: 'vantage;',
  },
  {
    name: 'a success does not clear the suspicion',
    file: vantage,
    from: 'const results = pertinent([...counted(vantage, slot, monitor), { slot, isFailure: false }], monitor);\n  const [first]',
    to: 'const results = pertinent(counted(vantage, slot, monitor), monitor);\n  const [first]',
  },
  // What the regions make of it together.
  {
    name: 'half of the regions are enough',
    file: quorum,
    from: 'quorum ?? Math.floor(fresh.length / 2) + 1;',
    to: 'quorum ?? Math.max(1, Math.floor(fresh.length / 2));',
  },
  {
    name: 'all regions must agree',
    file: quorum,
    from: 'quorum ?? Math.floor(fresh.length / 2) + 1;',
    to: 'quorum ?? fresh.length;',
    unit: 'test/domain/quorum.test.ts',
  },
  {
    name: 'silent regions have a vote',
    file: quorum,
    from: 'const fresh = watch.fresh.flatMap((region) => vantages[region] ?? []);',
    to: 'const fresh = watch.regions.flatMap((region) => vantages[region] ?? []);',
  },
  {
    name: 'an incident may be over before it began',
    file: state,
    from: 'const at = Math.max(slot, incident.openedAt);',
    to: 'const at = slot;',
  },
  {
    name: 'what was decided long ago is opened again',
    file: state,
    from: 'if (isFailing(state, watch) && !isLongDecided)',
    to: 'if (isFailing(state, watch))',
    unit: 'test/domain/quorum.test.ts',
  },
  {
    name: 'an incident opens at a success, since another region fell silent',
    file: state,
    from: 'if (isFailing(state, watch) && !isLongDecided)',
    to: "if (verdict === 'down' && !isLongDecided)",
    unit: 'test/domain/quorum.test.ts',
  },
  {
    name: 'a pause leaves the incident open',
    file: state,
    from: "return state.phase === 'paused' ? state : forget(close(state, 'paused', slot, slot), 'paused', slot);",
    to: "return state.phase === 'paused' ? state : forget(state, 'paused', slot);",
  },
  {
    name: 'open incidents are let go of',
    file: state,
    from: '!settledIds.has(incident.id) || !incident.closing);',
    to: '!settledIds.has(incident.id));',
  },
  // The log and its fold.
  {
    name: 'the fold does not wait for a predecessor',
    file: fold,
    from: 'if (tick.previous > folded && tick.previous >= closedBefore) break;',
    to: '',
  },
  {
    name: 'the fold waits for ever',
    file: fold,
    from: 'if (tick.previous > folded && tick.previous >= closedBefore) break;',
    to: 'if (tick.previous > folded) break;',
  },
  {
    name: 'late slots are folded',
    file: fold,
    from: 'if (tick.slot <= folded) continue;',
    to: '',
    unit: 'test/tick/ready-ticks.test.ts',
  },
  {
    name: 'a lost race is taken for won',
    file: fold,
    from: 'if (!(await commitRow(deps, row, next, input))) return undefined;',
    to: 'await commitRow(deps, row, next, input);',
  },
  {
    name: 'the cursor goes first',
    file: fold,
    from: 'const changes: Change[] = [];\n  for',
    to: 'const changes: Change[] = [];\n  const first = ready.at(-1);\n  if (first) { await deps.store.commitCursor({ cell: input.cellId, region: input.region, slot: first.slot, committedAt: deps.clock.now() }, view.cursor?.slot); view = { ...view, cursor: { cell: input.cellId, region: input.region, slot: first.slot, committedAt: 0 } }; }\n  for',
  },
  {
    name: 'news brings no attention',
    file: fold,
    from: 'const attention = row.attention ?? (hasNews ? deps.clock.now() : undefined);',
    to: 'const attention = row.attention;',
  },
  {
    name: 'the end of an outage brings no attention',
    file: fold,
    from: 'const hasNews = next.incidents !== row.state.incidents ||',
    to: 'const hasNews = next.incidents.length > row.state.incidents.length ||',
  },
  {
    name: 'attention is dropped by the fold',
    file: fold,
    from: 'const attention = row.attention ?? (hasNews ? deps.clock.now() : undefined);',
    to: 'const attention = hasNews ? deps.clock.now() : undefined;',
  },
  {
    name: 'rows of removed monitors go at once',
    file: fold,
    from: 'const isSpent = (row: StateRow): boolean => tidings(row.state).length === 0;',
    to: 'const isSpent = (_row: StateRow): boolean => true;',
    unit: 'test/tick/run-tick.test.ts',
  },
  {
    name: 'a duplicate folds what it saw itself',
    file: tick,
    from: 'const tick = await deps.store.appendTick(own);',
    to: 'await deps.store.appendTick(own); const tick = own;',
  },
  {
    name: 'a tick takes itself for all that is unfolded',
    file: tick,
    from: 'const isOnTime = !isDuplicate && view.cursor?.slot === tick.previous && now < input.slot + input.tickMs;',
    to: 'const isOnTime = !isDuplicate;',
  },
  {
    name: 'metrics that are refused fail the tick',
    file: tick,
    from: "deps.log.warn('The metrics of a tick were not published', { slot: measure.tick.slot, cause });",
    to: 'throw cause;',
  },
  {
    name: 'nobody is looked at more often in doubt',
    file: slot,
    from: 'return crosses(policy.intervalMs) || (confirming && crosses(policy.retryIntervalMs));',
    to: 'return crosses(policy.intervalMs);',
    unit: 'test/domain/time/slot.test.ts',
  },
  // The checker's own way out.
  {
    name: 'the way out is never in doubt',
    file: question,
    from: 'if (!doubt.isInDoubt)',
    to: 'if (true)',
  },
  {
    name: 'silent controls blame the targets all the same',
    file: question,
    from: 'return noted(withoutBlame(results, fleet.monitors), controls);',
    to: 'return noted(results, controls);',
  },
  {
    name: 'one silent control is enough',
    file: egress,
    from: "if (silent * 2 > total) return 'offline';",
    to: "if (silent >= 1) return 'offline';",
    unit: 'test/domain/checks/egress.test.ts',
  },
  // What is said, and when.
  {
    name: 'the end does not wait for the beginning',
    file: decide,
    from: "if (!isFinal(down)) return { ...message, reason: 'waits_for_down' };",
    to: '',
    // It would not be told either way, but for another reason, and no digest could tell the two together.
    unit: 'test/domain/alerting/decide.test.ts',
  },
  {
    name: 'the end is told to those who were never told',
    file: decide,
    from: "if (down.reason !== 'sent_already') return { ...message, reason: 'was_never_told' };",
    to: '',
  },
  {
    name: 'what was sent is sent again',
    file: decide,
    from: "if (mark?.sentAt !== undefined) return { reason: 'sent_already' };",
    to: '',
  },
  {
    name: 'nobody is told of the end',
    file: decide,
    from: '...(incident.closing ? [decideEnd(situation, down, steps, now)] : decideReminder(situation, down, steps, now)),',
    to: '...(incident.closing ? [] : decideReminder(situation, down, steps, now)),',
  },
  {
    name: 'only who is on the route now hears of the end',
    file: decide,
    from: 'const contacts = [...new Set([...plan.map(({ contactId }) => contactId), ...told])];',
    to: 'const contacts = [...new Set([...plan.map(({ contactId }) => contactId), ...told.slice(0, 0)])];',
    unit: 'test/domain/alerting/decide.test.ts',
  },
  {
    name: 'quiet is not kept for the beginning',
    file: decide,
    from: 'if (hush) return { ...message, ...hush };\n  // What was begun',
    to: '// What was begun',
  },
  {
    name: 'quiet is not kept for the end',
    file: decide,
    from: "if (hush && !hush.reason.startsWith('parent')) return { ...message, ...hush };",
    to: '',
  },
  {
    name: 'what ended in the quiet is told after it',
    file: decide,
    from: "if (incident.closing && !mark && hushAtEnd) return { ...message, reason: 'ended_unsaid', by: hushAtEnd.by };",
    to: '',
    unit: 'test/domain/alerting/decide.test.ts',
  },
  {
    name: 'what is newly down when the quiet ends is not told',
    file: decide,
    from: 'if (hush) return { ...message, ...hush };\n  // What was begun',
    to: "if (hush) return { ...message, reason: 'ended_unsaid' };\n  // What was begun",
  },
  {
    name: 'reminders go on after an acknowledgement',
    file: decide,
    from: "if (acknowledgement) return [{ ...message, reason: 'acknowledged', by: acknowledgement.by }];",
    to: '',
  },
  {
    name: 'others are called for at once',
    file: gate,
    from: "return now < until ? { reason: 'waits_for_escalation', until } : undefined;",
    to: 'return undefined;',
  },
  {
    name: 'a silence is not heard',
    file: suppression,
    from: 'return silence && hushBy(',
    to: 'return undefined && hushBy(',
  },
  {
    name: 'children are told of while their parent is down',
    file: suppression,
    from: "if (down) return { reason: 'parent_down', by: down.name };",
    to: '',
  },
  {
    name: 'ends go into a message without their beginnings',
    file: deliver,
    from: "decision.reason !== 'waits_for_down' ||",
    to: 'true ||',
    unit: 'test/notify/digest-claims.test.ts',
  },
  {
    name: 'a group loses its second monitor',
    file: grouping,
    from: 'items: [first, ...rest] };',
    to: 'items: [first] };',
    unit: 'test/domain/alerting/grouping.test.ts',
  },
  // The outbox.
  {
    name: 'marked before it is sent',
    file: deliver,
    from: 'const outcome = await attempt(desk, contactId, message);',
    to: 'await Promise.all(claimed.map((item) => desk.store.markMessage(item.case.incident.monitorId, item.case.incident.id, item.decision.key, { attempts: 1, sentAt: desk.clock.now() })));\n  const outcome = await attempt(desk, contactId, message);',
  },
  {
    name: 'never marked',
    file: deliver,
    from: 'await desk.store.markMessage(incident.monitorId, incident.id, key, mark);',
    to: '',
  },
  {
    name: 'sent without a claim',
    file: deliver,
    from: 'return isOurs;',
    to: 'return true || isOurs;',
  },
  {
    name: 'an ambiguous refusal is taken for delivered',
    file: deliver,
    from: 'return { cause, failedAt: desk.clock.now() };',
    to: 'return { sentAt: desk.clock.now() };',
  },
  {
    name: 'a refusal for now is taken for good',
    file: deliver,
    from: 'const isPermanent = cause instanceof SendError && cause.isPermanent;',
    to: 'const isPermanent = cause instanceof SendError;',
  },
  {
    name: 'claims do not expire in time',
    file: deliver,
    from: 'const claimedUntil = now + desk.input.claimMs;',
    to: 'const claimedUntil = now + 1000 * desk.input.claimMs;',
  },
  {
    name: 'claims expire at once',
    file: deliver,
    from: 'const claimedUntil = now + desk.input.claimMs;',
    to: 'const claimedUntil = now;',
  },
  {
    name: 'a row is let go of with messages left to send',
    file: notifier,
    from: 'const isDone = dealtWith.length === cases.length;',
    to: 'const isDone = true;',
  },
  {
    name: 'a row is never let go of',
    file: notifier,
    from: 'if (state === row.state && !isDone) return;',
    to: 'return;',
    unit: 'test/notify/run-notifier.test.ts',
  },
  {
    name: 'one monitor in trouble silences the others',
    file: notifier,
    from: 'total.failed += 1;\n      deps.log',
    to: 'throw cause;\n      deps.log',
    unit: 'test/notify/one-in-trouble.test.ts',
  },
];
