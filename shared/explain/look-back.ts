/** The incidents of a period with their figures, and one incident with everything that happened in it. */

import { acknowledgementOf, type Remark } from '../domain/alerting/remark.ts';
import { planOf, type Rules, rulesOf } from '../domain/alerting/situation.ts';
import { EGRESS_ID } from '../domain/checks/egress.ts';
import type { MessageSeen } from '../domain/hindsight/explanation.ts';
import { type Figures, figuresBy, figuresOf } from '../domain/hindsight/incident-figures.ts';
import type { IncidentRecord, Told } from '../domain/hindsight/incident-record.ts';
import {
  type Durations,
  durationsOf,
  postmortemOf,
  type TimelineEntry,
  timelineOf,
} from '../domain/hindsight/timeline.ts';
import { classOf, type Incident, outageMs } from '../domain/incident.ts';
import type { Monitor, SeverityClass } from '../domain/monitor.ts';
import { findIncident } from '../logbook/find-incident.ts';
import { noSuchMonitor, Refusal } from '../logbook/refusal.ts';
import { pooled } from '../pooled.ts';
import type { ExplainDeps } from './deps.ts';
import { explainMonitor } from './explain-monitor.ts';
import { readHistory, readHistoryOf } from './read-history.ts';

export interface IncidentLine {
  readonly incident: Incident;
  readonly class: SeverityClass;
  /** As the file has it now; absent for a monitor that has none, or that is gone. */
  readonly group?: string;
  readonly downMs: number;
  readonly acknowledgement?: Remark;
  /** Who was told that it is down. */
  readonly told: readonly string[];
}

export interface LookBack {
  /** In ms since the epoch. */
  readonly since: number;
  readonly now: number;
  /** Newest first. */
  readonly incidents: readonly IncidentLine[];
  /** Those of the checker's own network are no outages of what is watched, and are in no figure. */
  readonly figures: Figures;
  readonly byClass: readonly { readonly name: SeverityClass; readonly figures: Figures }[];
  readonly byGroup: readonly { readonly name: string; readonly figures: Figures }[];
}

const CLASSES: readonly SeverityClass[] = ['critical', 'high', 'medium', 'low'];
const NO_GROUP = '(no group)';

/** Throws `Refusal` for a monitor that has neither an entry in the file nor an incident. */
export async function lookBack(
  deps: ExplainDeps,
  { agoMs, monitorId }: { readonly agoMs: number; readonly monitorId?: string },
): Promise<LookBack> {
  const now = deps.clock.now();
  const since = now - agoMs;
  const { monitors } = rulesOf(deps.setting().fleet, []);
  const all = await readHistory(deps, since);
  const wanted = all.filter((incident) => monitorId === undefined || incident.monitorId === monitorId);
  if (monitorId !== undefined && wanted.length === 0 && !monitors.has(monitorId)) {
    throw noSuchMonitor(monitorId, monitors.keys());
  }
  const cases = await withRemarks(deps, wanted);
  const counted = cases.filter(({ incident }) => incident.monitorId !== EGRESS_ID);
  const groupOf = ({ monitorId: id }: Incident): string => monitors.get(id)?.group ?? NO_GROUP;
  const byClass = figuresBy(counted, (incident) => gravity(incident, monitors.get(incident.monitorId)));
  return {
    since,
    now,
    incidents: cases.map(({ incident, remarks }) => lineOf(incident, remarks, monitors.get(incident.monitorId), now)),
    figures: figuresOf(counted),
    byClass: CLASSES.flatMap((name) =>
      byClass.filter((part) => part.name === name).map(({ figures }) => ({ name, figures })),
    ),
    byGroup: figuresBy(counted, groupOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** As it was when the incident opened; what earlier versions have written does not say it. */
function gravity({ severityClass, severity }: Incident, monitor: Monitor | undefined): SeverityClass {
  return severityClass ?? classOf(monitor ?? { alert: { to: [], severity } });
}

function lineOf(
  incident: IncidentRecord,
  remarks: readonly Remark[],
  monitor: Monitor | undefined,
  now: number,
): IncidentLine {
  const { told = [], ...rest } = incident;
  const acknowledgement = acknowledgementOf(remarks);
  return {
    incident: rest,
    class: gravity(incident, monitor),
    ...(monitor?.group !== undefined && { group: monitor.group }),
    downMs: outageMs(incident, now),
    ...(acknowledgement && { acknowledgement }),
    told: told
      .filter(({ topic, sentAt }) => topic === 'down' && sentAt !== undefined)
      .map(({ contactId }) => contactId),
  };
}

const READ_AT_ONCE = 16;

const withRemarks = ({ logbook }: ExplainDeps, incidents: readonly IncidentRecord[]) =>
  pooled(incidents, READ_AT_ONCE, async (incident) => ({ incident, remarks: await logbook.readRemarks(incident.id) }));

export interface IncidentStory {
  readonly now: number;
  readonly incident: Incident;
  readonly class: SeverityClass;
  readonly group?: string;
  readonly impact?: string;
  readonly runbook?: string;
  readonly postmortem?: string;
  readonly acknowledgement?: Remark;
  readonly durations: Durations;
  readonly timeline: readonly TimelineEntry[];
  /** Messages that will never arrive. */
  readonly lost: readonly Pick<Told, 'contactId' | 'topic' | 'gaveUp'>[];
  /** What is still to be said, or is held back, as long as anything is. */
  readonly waiting: readonly MessageSeen[];
}

/** `what` is the id of an incident, or a monitor for its open or last one. Throws `Refusal` where there is none. */
export async function tellIncident(deps: ExplainDeps, { what }: { readonly what: string }): Promise<IncidentStory> {
  const now = deps.clock.now();
  const { id, monitorId, openedAt } = await findIncident(deps, what);
  const { history } = await readHistoryOf(deps, monitorId, openedAt);
  const record = history.find((each) => each.id === id);
  if (!record) throw new Refusal(`There is no incident ${id}.`);
  const rules = rulesOf(deps.setting().fleet, []);
  const monitor = rules.monitors.get(monitorId);
  const remarks = await deps.logbook.readRemarks(id);
  const { told = [], ...incident } = record;
  const acknowledgement = acknowledgementOf(remarks);
  const postmortem = postmortemOf(remarks);
  return {
    now,
    incident,
    class: gravity(incident, monitor),
    ...partsOf(monitor),
    ...(postmortem !== undefined && { postmortem }),
    ...(acknowledgement && { acknowledgement }),
    durations: durationsOf(record, remarks, now),
    timeline: timelineOf(record, remarks, planOf(rules, monitor)),
    lost: told.flatMap(({ contactId, topic, gaveUp }) => (gaveUp === undefined ? [] : [{ contactId, topic, gaveUp }])),
    waiting: await waitingOf(deps, rules, incident),
  };
}

const partsOf = (monitor: Monitor | undefined): Pick<IncidentStory, 'group' | 'impact' | 'runbook'> => ({
  ...(monitor?.group !== undefined && { group: monitor.group }),
  ...(monitor?.impact !== undefined && { impact: monitor.impact }),
  ...(monitor?.runbook !== undefined && { runbook: monitor.runbook }),
});

/** As it is explained of the monitor. */
async function waitingOf(deps: ExplainDeps, { monitors }: Rules, { id, monitorId }: Incident): Promise<MessageSeen[]> {
  if (!monitors.has(monitorId)) return [];
  const { incidents } = await explainMonitor(deps, { monitorId });
  const messages = incidents.find(({ incident }) => incident.id === id)?.messages ?? [];
  return messages.filter(({ sentAt, reason }) => sentAt === undefined && reason !== 'given_up');
}
