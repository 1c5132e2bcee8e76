/** Two heartbeats with one token could not be told apart. */
import type { Draft } from './draft.ts';
import { type Flaw, pathText } from './problem.ts';
import type { MonitorsFile } from './schema.ts';

export function takenTokens(monitors: NonNullable<Draft<MonitorsFile>['monitors']>): Flaw[] {
  const first = new Map<string, number>();
  return monitors.flatMap((monitor, index): Flaw[] => {
    const hash = monitor?.heartbeat?.tokenHash;
    if (hash === undefined) return [];
    const owner = first.get(hash);
    if (owner === undefined) {
      first.set(hash, index);
      return [];
    }
    const message = `this token is taken by ${pathText(['monitors', owner])}`;
    const expected = 'a token of its own, from "nightjar heartbeat new"';
    return [{ path: ['monitors', index, 'heartbeat', 'tokenHash'], message, expected }];
  });
}
