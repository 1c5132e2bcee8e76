/**
 * S1, S4, S5, S6, S7: an incident opens where the log has enough failures, and nowhere else; it closes where it has
 * enough successes, and nowhere else. Each slot counts once, a late one never, an unknown result neither way.
 */

import type { Tick } from '../../../shared/domain/checks/result.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import type { Cursor, StateRow } from '../../../shared/ports.ts';
import { watchedBy } from '../world/fleet.ts';
import type { Invocation } from '../world/invocation.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';
import type { Sometimes } from './index.ts';
import { Sight } from './sight.ts';

interface Turn {
  readonly slot: number;
  readonly judge: () => void;
}

const MINUTE = 60_000;
const CELL = { index: 0, count: 1 } as const;

export class Decisions implements Witness {
  readonly #world: World;
  readonly #sometimes: Sometimes;
  readonly #sights = new Map<string, Map<string, Sight>>();
  /** Up to this slot, somebody may have folded a log that did not hold yet what it holds now. */
  readonly #uncertainUntil = new Map<string, number>();
  /** The newest slot in each region's log. */
  readonly #newest = new Map<string, number>();

  constructor(world: World, sometimes: Sometimes) {
    this.#world = world;
    this.#sometimes = sometimes;
  }

  tickAppended(tick: Tick, by: Invocation): void {
    const { slot, region, results } = tick;
    const newest = this.#newest.get(region) ?? slot;
    if (slot <= this.#world.memory.cursorOf(CELL, region)) {
      this.#sometimes.lateSlot += 1;
      // Whoever looked before the others went on may still fold it, in its order, where nobody else has changed the row.
      const saw = by.sawCursors.find((cursor) => cursor.region === region)?.slot ?? 0;
      if (saw < slot) this.#distrust(region, newest);
      return;
    }
    // What comes out of order may come too late for a fold that is under way.
    if (slot < newest) this.#distrust(region, newest);
    this.#newest.set(region, Math.max(newest, slot));
    for (const { monitorId, verdict } of results) this.#sight(monitorId, region).expect({ slot, verdict });
  }

  cursorMoved(before: Cursor | undefined, after: Cursor, by: Invocation): void {
    const { region } = after;
    if (before && after.slot <= before.slot) throw new Violation('S5', `the cursor of ${region} went back`);
    if (by.isOutOfTime) this.#doubt(region);
    const watched = watchedBy(by.job.fleet);
    for (const [monitorId, sight] of this.#sightsOf(region)) {
      const monitor = watched.get(monitorId);
      const isNews = sight.countUntil(after.slot, monitor?.policy);
      if (isNews && monitor && this.#isCertain(region, sight)) this.#mustAgree(monitor, sight, after);
    }
  }

  rowChanged(before: StateRow | undefined, after: StateRow | undefined, by: Invocation): void {
    if (by.job.kind !== 'tick') return;
    const id = (after ?? before)?.monitorId ?? '';
    const { region } = by.job;
    const monitor = watchedBy(by.job.fleet).get(id);
    if (by.isOutOfTime) this.#doubt(region);
    const foldedUntil = after?.state.vantages[region]?.foldedUntil ?? Number.NEGATIVE_INFINITY;
    const isReset = after === undefined || after.state.phase === 'paused' || before?.state.phase === 'paused';
    if (!isReset) mustNotGoBack(before, after);
    // A fold of several slots may open and close incidents in one write.
    for (const { slot, judge } of this.#turns(before, after, monitor, by)) {
      // A region that is behind closes at the slot of the opening, which it has not come to yet.
      this.#sight(id, region).countUntil(Math.min(slot, foldedUntil), monitor?.policy);
      judge();
    }
    this.#sight(id, region).countUntil(foldedUntil, monitor?.policy);
    if (isReset || (monitor === undefined && after?.state.phase === 'pending')) {
      for (const each of this.#world.regions) {
        this.#sight(id, each).forget(after?.state.vantages[each]?.foldedUntil ?? Number.NEGATIVE_INFINITY);
      }
    }
  }

  #turns(
    before: StateRow | undefined,
    after: StateRow | undefined,
    monitor: Monitor | undefined,
    by: Invocation,
  ): Turn[] {
    const turns: Turn[] = [];
    for (const incident of after?.state.incidents ?? []) {
      const former = before?.state.incidents.find(({ id }) => id === incident.id);
      const { openedAt, closing } = incident;
      if (!former) {
        turns.push({ slot: openedAt, judge: () => this.#mustHaveReason(incident, monitor, after as StateRow, by) });
      }
      if (closing && !former?.closing) {
        turns.push({ slot: closing.at, judge: () => this.#mustBeOver(incident, monitor, by) });
      }
    }
    return turns.sort((a, b) => a.slot - b.slot);
  }

  deployed(): void {
    // Whoever still folds by the former configuration decides by that.
    for (const region of this.#world.regions) this.#doubt(region);
  }

  /** S1, S6, S7: enough failures in a row, each in a slot of its own, without a gap. */
  #mustHaveReason(incident: Incident, monitor: Monitor | undefined, row: StateRow, by: Invocation): void {
    if (!monitor) throw new Violation('S1', `${incident.id} opened by somebody who does not know its monitor`);
    const { region } = by.job;
    const regions = by.job.fleet.regions ?? [region];
    const fresh = regions.filter((each) => each === region || this.#hasLooked(each, monitor, incident.openedAt, by));
    const seeing = fresh.filter(
      (each) => this.#sight(monitor.id, each).isDown === true || this.#mayBeDown(row, each, incident),
    );
    const needed = by.job.fleet.quorum ?? Math.floor(fresh.length / 2) + 1;
    if (seeing.length < needed) {
      throw new Violation(
        'S1',
        `${incident.id} opened where ${seeing.length} of ${fresh.length} regions see it down, and ${needed} must`,
      );
    }
    if (fresh.length > 1) this.#sometimes.quorum += 1;
  }

  /** Where the log itself is ambiguous, the row has the benefit of the doubt; what is over in the same write shows no more. */
  #mayBeDown(row: StateRow, region: string, { closing }: Incident): boolean {
    const phase = row.state.vantages[region]?.phase;
    const saysSo = phase === 'down' || phase === 'recovering' || closing !== undefined;
    return !this.#isCertain(region, this.#sight(row.monitorId, region)) && saysSo;
  }

  /** S4: enough successes in a row since it opened. */
  #mustBeOver(incident: Incident, monitor: Monitor | undefined, by: Invocation): void {
    const { reason, at } = incident.closing ?? { reason: 'removed', at: 0 };
    if (reason === 'removed' && monitor) throw new Violation('S4', `${incident.id} closed as removed, and is not`);
    if (reason === 'paused' && !monitor?.policy.paused)
      throw new Violation('S4', `${incident.id} closed as paused, and is not`);
    if (reason !== 'recovered' || !monitor) return;
    if (at < incident.openedAt) throw new Violation('S4', `${incident.id} was over before it began`);
    const { region } = by.job;
    const sight = this.#sight(incident.monitorId, region);
    const isAlone = (by.job.fleet.regions ?? [region]).length === 1;
    if (isAlone && this.#isCertain(region, sight) && sight.isDown !== false) {
      throw new Violation('S4', `${incident.id} recovered without enough successes`);
    }
  }

  /** Once a slot is folded, the row must say what the log says. One region decides alone; several have their say by quorum. */
  #mustAgree(monitor: Monitor, sight: Sight, { region, slot }: Cursor): void {
    if (this.#world.regions.length > 1 || monitor.policy.paused || sight.isDown === undefined) return;
    const row = this.#world.memory.readState(monitor.id);
    const isOpen = row?.state.incidents.some(({ closing }) => !closing) ?? false;
    const mayLinger = row?.state.incidents.some(({ flapping, closing }) => flapping && !closing) ?? false;
    if (sight.isDown && !isOpen)
      throw new Violation(
        'S7',
        `${monitor.id} is down by the log of ${region} up to ${iso(slot)}, and has no incident`,
      );
    if (!sight.isDown && isOpen && !mayLinger) {
      throw new Violation(
        'S4',
        `${monitor.id} is up by the log of ${region} up to ${iso(slot)}, and its incident is open`,
      );
    }
  }

  #hasLooked(region: string, { policy }: Monitor, slot: number, by: Invocation): boolean {
    const cursor = by.sawCursors.find((each) => each.region === region);
    return cursor !== undefined && cursor.slot >= slot - 2 * Math.max(policy.intervalMs, MINUTE);
  }

  #isCertain(region: string, sight: Sight): boolean {
    return (this.#uncertainUntil.get(region) ?? 0) < sight.sureFrom;
  }

  /** Nothing is certain before what will be folded next. */
  #doubt(region: string): void {
    const newest = this.#newest.get(region) ?? 0;
    this.#distrust(region, newest + 10 * MINUTE);
  }

  #distrust(region: string, until: number): void {
    this.#uncertainUntil.set(region, Math.max(until, this.#uncertainUntil.get(region) ?? 0));
  }

  #sight(monitorId: string, region: string): Sight {
    const sights = this.#sightsOf(region);
    const known = sights.get(monitorId);
    if (known) return known;
    const made = new Sight();
    sights.set(monitorId, made);
    return made;
  }

  #sightsOf(region: string): Map<string, Sight> {
    const known = this.#sights.get(region);
    if (known) return known;
    const made = new Map<string, Sight>();
    this.#sights.set(region, made);
    return made;
  }
}

/** S5: what was folded once is not folded again. */
function mustNotGoBack(before: StateRow | undefined, after: StateRow | undefined): void {
  if (!before || !after) return;
  for (const [region, { foldedUntil }] of Object.entries(before.state.vantages)) {
    const next = after.state.vantages[region]?.foldedUntil;
    if (next !== undefined && next < foldedUntil) {
      throw new Violation('S5', `${after.monitorId} was folded up to ${iso(foldedUntil)} and is now at ${iso(next)}`);
    }
  }
}

const iso = (instant: number): string => new Date(instant).toISOString();
