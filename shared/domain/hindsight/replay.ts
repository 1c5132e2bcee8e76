/**
 * What would have been said: results are folded, and messages decided, exactly as the tick and the notifier do it, but for
 * the I/O between. Every message arrives at once. Pure; for tests of one's own alerts, and for trying other settings on the log.
 */
import type { Contact } from '../alerting/contact.ts';
import { decide, inOrder, isFinal } from '../alerting/decide.ts';
import { bundle, type Pending } from '../alerting/grouping.ts';
import type { Mark, MessageReason, NotificationKind } from '../alerting/notification.ts';
import { type Override, withOverrides } from '../alerting/override.ts';
import { acknowledgementOf, type Remark } from '../alerting/remark.ts';
import { type Case, type Rules, rulesOf, situationOf } from '../alerting/situation.ts';
import type { Parent } from '../alerting/suppression.ts';
import type { Tick } from '../checks/result.ts';
import type { Incident } from '../incident.ts';
import type { Fleet, Monitor } from '../monitor.ts';
import { watchAt } from '../quorum.ts';
import { advance, initialState, type MonitorState, openIncident, reconfigure, settle, tidings } from '../state.ts';
import { inOrderOfFolding } from './recall.ts';

/** What a person does, besides what overrides say. */
export interface Acknowledging {
  readonly at: number;
  readonly monitorId: string;
  readonly by: string;
}

export interface Replay {
  readonly fleet: Fleet;
  /** Of all regions, in any order. */
  readonly ticks: readonly Tick[];
  readonly overrides?: readonly Override[];
  readonly acknowledgements?: readonly Acknowledging[];
  /** Until when messages are looked for, in ms since the epoch; the last tick unless given. */
  readonly until?: number;
}

/** One notification, as it was said. */
export interface Said {
  readonly at: number;
  readonly contactId: string;
  readonly kind: NotificationKind;
  readonly monitorId: string;
  readonly incidentId: string;
  /** Whether it came alone or with others. */
  readonly reason: MessageReason;
  /** The route by which it came, or `monitor`. */
  readonly via: string;
}

export interface Replayed {
  readonly said: readonly Said[];
  /** Every incident that opened, as it stood at the end. Oldest first. */
  readonly incidents: readonly Incident[];
}

const MINUTE_MS = 60_000;

export function replay(input: Replay): Replayed {
  const world = worldOf(input);
  const ticks = inOrderOfFolding(input.ticks);
  const end = input.until ?? ticks.at(-1)?.slot ?? 0;
  let now = ticks[0]?.slot ?? end;
  for (const tick of ticks) {
    // The notifier runs once a minute, and at once when there is news.
    for (; now < tick.slot; now += MINUTE_MS) pass(world, now);
    now = Math.max(now, tick.slot);
    foldTick(world, tick);
    pass(world, now);
  }
  for (now += MINUTE_MS; now <= end; now += MINUTE_MS) pass(world, now);
  return { said: world.said, incidents: [...world.incidents.values()] };
}

interface World {
  readonly input: Replay;
  readonly monitors: readonly Monitor[];
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly rules: Rules;
  readonly states: Map<string, MonitorState>;
  /** Those of which something is to be said, or may be. */
  readonly attended: Set<string>;
  readonly lastSlots: Map<string, number>;
  readonly marks: Map<string, Record<string, Mark>>;
  readonly remarks: Map<string, Remark[]>;
  readonly acknowledgements: Acknowledging[];
  readonly incidents: Map<string, Incident>;
  readonly said: Said[];
}

function worldOf(input: Replay): World {
  const { fleet, overrides = [], acknowledgements = [] } = input;
  const rules = rulesOf(fleet, overrides);
  return {
    input,
    monitors: [...rules.monitors.values()],
    contacts: new Map(fleet.contacts.map((contact) => [contact.id, contact])),
    rules,
    states: new Map(),
    attended: new Set(),
    lastSlots: new Map(),
    marks: new Map(),
    remarks: new Map(),
    acknowledgements: acknowledgements.toSorted((a, b) => a.at - b.at),
    incidents: new Map(),
    said: [],
  };
}

function foldTick(world: World, { slot, region, results }: Tick): void {
  const { fleet, overrides = [] } = world.input;
  const seen = new Map(results.map((result) => [result.monitorId, result]));
  for (const monitor of withOverrides(world.monitors, overrides, slot)) {
    const result = seen.get(monitor.id);
    const state = world.states.get(monitor.id) ?? initialState(slot);
    const watch = watchAt(fleet, region, world.lastSlots, slot, monitor.policy.intervalMs);
    const folded = result ? advance(state, result, slot, monitor, watch) : state;
    keep(world, monitor.id, reconfigure(folded, monitor, slot, fleet.regions));
  }
  world.lastSlots.set(region, slot);
}

function keep(world: World, monitorId: string, state: MonitorState): void {
  world.states.set(monitorId, state);
  if (tidings(state).length > 0) world.attended.add(monitorId);
  else world.attended.delete(monitorId);
  for (const incident of state.incidents) world.incidents.set(incident.id, incident);
}

/** Says everything that is due, until nothing is, and lets go of what is dealt with. */
function pass(world: World, now: number): void {
  acknowledge(world, now);
  for (;;) {
    const bundles = bundle(pendingAt(world, now), world.contacts, world.rules.stormSize);
    if (bundles.length === 0) break;
    for (const { contactId, reason, items } of bundles) {
      for (const { decision, monitorId, incidentId } of items) {
        const { kind, key, step } = decision;
        Object.assign(marksOf(world, incidentId), { [key]: { attempts: 1, sentAt: now } });
        world.said.push({ at: now, contactId, kind, monitorId, incidentId, reason, via: step?.via ?? 'monitor' });
      }
    }
  }
  for (const [monitorId, state] of attendedStates(world)) {
    const decided = decideAll(world, monitorId, state, now);
    const done = tidings(state).filter((_, index) => decided[index]?.every(isFinal));
    keep(world, monitorId, settle(state, new Set(done.map(({ id }) => id))));
  }
}

function acknowledge(world: World, now: number): void {
  for (let next = world.acknowledgements[0]; next && next.at <= now; next = world.acknowledgements[0]) {
    world.acknowledgements.shift();
    const state = world.states.get(next.monitorId);
    const incident = state && openIncident(state);
    if (!incident) continue;
    const { at, by } = next;
    world.remarks.set(incident.id, [{ incidentId: incident.id, kind: 'acknowledged', at, by }]);
  }
}

interface Item extends Pending {
  readonly monitorId: string;
  readonly incidentId: string;
}

const attendedStates = ({ states, attended }: World): [string, MonitorState][] =>
  [...attended].flatMap((id) => {
    const state = states.get(id);
    return state ? [[id, state] as [string, MonitorState]] : [];
  });

const pendingAt = (world: World, now: number): Item[] =>
  attendedStates(world).flatMap(([monitorId, state]) => {
    const group = world.rules.monitors.get(monitorId)?.group;
    const decided = decideAll(world, monitorId, state, now);
    return tidings(state).flatMap(({ id }, index) =>
      (decided[index] ?? []).map((decision) => ({
        decision,
        monitorId,
        incidentId: id,
        ...(group !== undefined && { group }),
      })),
    );
  });

const decideAll = (world: World, monitorId: string, state: MonitorState, now: number) =>
  inOrder(
    tidings(state).map((incident) => decide(situationOf(world.rules, caseOf(world, monitorId, incident), now), now)),
  );

function caseOf(world: World, monitorId: string, incident: Incident): Case {
  const monitor = world.rules.monitors.get(monitorId);
  const acknowledgement = acknowledgementOf(world.remarks.get(incident.id) ?? []);
  return {
    incident,
    marks: marksOf(world, incident.id),
    parents: parentsOf(world, monitor),
    ...(monitor && { monitor }),
    ...(acknowledgement && { acknowledgement }),
  };
}

const parentsOf = (world: World, monitor: Monitor | undefined): Parent[] =>
  (monitor?.dependsOn ?? []).flatMap((id) => {
    const state = world.states.get(id);
    return state ? [{ id, name: world.rules.monitors.get(id)?.name ?? id, state }] : [];
  });

function marksOf(world: World, incidentId: string): Record<string, Mark> {
  const marks = world.marks.get(incidentId) ?? {};
  world.marks.set(incidentId, marks);
  return marks;
}
