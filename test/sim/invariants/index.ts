/** Everything that must hold, whatever goes wrong. */
import type { World } from '../world/world.ts';
import { Bound } from './bound.ts';
import { Copies } from './copies.ts';
import { Cost } from './cost.ts';
import { Decisions } from './decisions.ts';
import { Egress } from './egress.ts';
import { Liveness } from './liveness.ts';
import { Order } from './order.ts';
import { Owed } from './owed.ts';
import { Quiet } from './quiet.ts';
import { Texts } from './texts.ts';
import { Unchanged } from './unchanged.ts';

/** What must be met now and then, or a run proves little. */
export const SOMETIMES = {
  copy: 'S3: a message came twice',
  lateSlot: 'S6: a slot came too late to be folded',
  metaAlert: 'S7: people were told that the checker had lost its way out',
  quorum: 'F30: several regions opened an incident together',
  downInQuiet: 'S8: something went down while quiet was asked for',
  clockChange: 'F29: a window in force had a change of the clocks in it',
  bound: 'L2: an outage was held against the promised time',
  reminder: 'somebody was reminded',
  escalation: 'somebody else was called for',
  conflict: 'F8: a guarded write lost its race',
  deployedWhileDown: 'F21: the configuration changed while an incident was open',
} as const;

export type Sometimes = Record<keyof typeof SOMETIMES, number>;

/** Watches a world from now on. */
export function watch(world: World): Sometimes {
  const sometimes = Object.fromEntries(Object.keys(SOMETIMES).map((name) => [name, 0])) as Sometimes;
  const { record } = world;
  record.add(
    new Decisions(world, sometimes),
    new Order(),
    new Copies(world, sometimes),
    new Quiet(world, sometimes),
    new Egress(world, sometimes),
    new Texts(),
    new Cost(),
    new Unchanged(world),
    new Liveness(world),
    new Owed(world),
    new Bound(world, sometimes),
    {
      tickAppended: ({ results }) => {
        record.counts.ticks += 1;
        record.counts.checks += results.length;
      },
      deployed: () => {
        const rows = world.memory.readStates({ index: 0, count: 1 });
        if (rows.some(({ state }) => state.phase === 'down')) sometimes.deployedWhileDown += 1;
      },
      ended: () => {
        sometimes.conflict = record.counts.conflicts;
      },
    },
  );
  return sometimes;
}
