/** Whom a composite counts: monitors that there are, and no composites, so that nothing can go round in circles. */
import type { Draft } from './draft.ts';
import { didYouMean } from './nearest.ts';
import { type Flaw, quoted } from './problem.ts';
import type { MonitorsFile } from './schema.ts';

export function strayMembers(monitors: NonNullable<Draft<MonitorsFile>['monitors']>): Flaw[] {
  const known = new Map(monitors.flatMap((monitor) => (monitor?.id === undefined ? [] : [[monitor.id, monitor]])));
  // Where a monitor has no valid id, any member may have meant that one.
  if (known.size < monitors.length) return [];
  const others = [...known].filter(([, monitor]) => monitor.composite === undefined).map(([id]) => id);
  return monitors.flatMap((monitor, index) =>
    (monitor?.composite?.of ?? []).flatMap((id, place): Flaw[] => {
      if (id === undefined || others.includes(id)) return [];
      const path = ['monitors', index, 'composite', 'of', place];
      const expected = 'the id of a monitor that is no composite';
      if (known.has(id)) return [{ path, message: `${quoted(id)} is a composite itself`, expected }];
      return [{ path, message: `no monitor has the id ${quoted(id)}${didYouMean(id, others)}`, expected }];
    }),
  );
}
