/** Explanations of what happened in a small world: the real store, and a clock that the test moves. */
import { afterEach, beforeEach } from 'vitest';
import type { Explanation } from '../../shared/domain/hindsight/explanation.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { ExplainDeps } from '../../shared/explain/deps.ts';
import { explainMonitor } from '../../shared/explain/explain-monitor.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, type World } from '../tick/world.ts';

export const at = (minute: number): number => NOON + minute * MINUTE;

export const depsOf = (world: World): ExplainDeps => ({
  store: world.store,
  logbook: world.logbook,
  clock: world.clock,
  setting: () => ({ fleet: world.fleet, cells: [WHOLE_FLEET], tickMs: MINUTE }),
});

/** A new world for each test, closed after it. */
export function aWorld(): (fleet?: Partial<Fleet>) => Promise<World> {
  let opened: World[] = [];
  beforeEach(() => {
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((world) => world.close()));
  });
  return async (fleet) => {
    const world = await openWorld(fleet);
    opened.push(world);
    return world;
  };
}

export const explained = (world: World, monitorId = 'rota', when?: number): Promise<Explanation> =>
  explainMonitor(depsOf(world), { monitorId, ...(when !== undefined && { at: when }) });

/** `down oncall sent_already` and so on, of all incidents. */
export const messagesOf = ({ incidents }: Explanation): string[] =>
  incidents.flatMap(({ messages }) => messages.map(({ kind, contactId, reason }) => `${kind} ${contactId} ${reason}`));

export const nextOf = ({ next }: Explanation): string[] =>
  next.map(({ at: when, sentence }) => `${when === undefined ? '' : (when - NOON) / MINUTE}: ${sentence}`);
