/**
 * Everything that people do by hand, and ask to be told, by name: what each is told, and what comes of it. All of it can be
 * sent as JSON.
 */

import type { Override } from '../domain/alerting/override.ts';
import type { Explanation } from '../domain/hindsight/explanation.ts';
import type { Incident } from '../domain/incident.ts';
import { type AvailabilityAnswer, tellAvailability } from '../explain/availability.ts';
import { type TriedOnLog, tryOnLog } from '../explain/backtest.ts';
import type { ExplainDeps } from '../explain/deps.ts';
import { type ExplainInput, explainMonitor } from '../explain/explain-monitor.ts';
import { type IncidentStory, type LookBack, lookBack, tellIncident } from '../explain/look-back.ts';
import type { AuditEntry } from '../ports.ts';
import { type Acknowledgement, acknowledge } from './acknowledge.ts';
import { annotate, linkPostmortem } from './annotate.ts';
import type { LogbookDeps } from './deps.ts';
import { lift, resume } from './lift.ts';
import { override } from './override.ts';

export interface Outcomes {
  readonly override: Override;
  readonly lift: Override;
  readonly resume: Override[];
  readonly overrides: Override[];
  readonly acknowledge: Acknowledgement;
  readonly note: Incident;
  readonly postmortem: Incident;
  readonly audit: AuditEntry[];
  readonly explain: Explanation;
  readonly incidents: LookBack;
  readonly incident: IncidentStory;
  readonly backtest: TriedOnLog;
  readonly availability: AvailabilityAnswer;
}

export type OfficeDeps = LogbookDeps & ExplainDeps;

export type Verb = keyof Outcomes;

const ACTS = {
  override,
  lift,
  resume,
  /** Those that hold or will hold, the next to end first. */
  async overrides({ logbook, clock }: LogbookDeps, _: object): Promise<Override[]> {
    const endOf = ({ until = Number.POSITIVE_INFINITY }: Override): number => until;
    const overrides = await logbook.readOverrides(clock.now());
    return overrides.toSorted((a, b) => (endOf(a) === endOf(b) ? a.from - b.from : endOf(a) - endOf(b)));
  },
  acknowledge,
  note: annotate,
  postmortem: linkPostmortem,
  audit: ({ logbook, clock }: LogbookDeps, { agoMs }: { readonly agoMs: number }): Promise<AuditEntry[]> =>
    logbook.readAudit(clock.now() - agoMs),
  explain: (deps: ExplainDeps, input: ExplainInput): Promise<Explanation> => explainMonitor(deps, input),
  incidents: lookBack,
  incident: tellIncident,
  backtest: tryOnLog,
  availability: tellAvailability,
} satisfies { [V in Verb]: (deps: OfficeDeps, input: never) => Promise<Outcomes[V]> };

export const VERBS = Object.keys(ACTS) as Verb[];

export type Input<V extends Verb> = Parameters<(typeof ACTS)[V]>[1];

/** Does one thing, wherever the logbook is: in this process, in a running one, or in AWS. */
export type Office = <V extends Verb>(verb: V, input: Input<V>) => Promise<Outcomes[V]>;

/** Throws `Refusal` for what only the person who asked can put right. */
export function officeOf(deps: OfficeDeps): Office {
  return (verb, input) => {
    const act = ACTS[verb] as (deps: OfficeDeps, input: Input<typeof verb>) => Promise<Outcomes[typeof verb]>;
    return act(deps, input);
  };
}
