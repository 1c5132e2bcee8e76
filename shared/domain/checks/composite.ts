/** Composites: monitors that are up while enough of others are. Judged by the members' states as of the slot's start. */

import type { Phase } from '../state.ts';
import { type Failure, failure } from './failure.ts';
import type { CompositeTarget } from './target.ts';

/** What a member's phase says: a suspicion is not a failure yet, and a recovery is not one any more once confirmed. */
const SAYS: Readonly<Record<Phase, 'up' | 'down' | 'nothing'>> = {
  up: 'up',
  suspect: 'up',
  down: 'down',
  recovering: 'down',
  pending: 'nothing',
  paused: 'nothing',
};

/** What is wrong; undefined when enough members are up. Members that say nothing might be either. */
export function judgeMembers(
  { members, atLeast }: CompositeTarget,
  phaseOf: (monitorId: string) => Phase | undefined,
): Failure | undefined {
  const said = members.map((id) => ({ id, says: SAYS[phaseOf(id) ?? 'pending'] }));
  const are = (what: 'up' | 'down' | 'nothing') => said.filter(({ says }) => says === what).map(({ id }) => id);
  const [up, down, silent] = [are('up'), are('down'), are('nothing')];
  if (up.length >= atLeast) return undefined;
  const count = `${up.length} of ${members.length} are up and ${atLeast} are needed`;
  if (up.length + silent.length >= atLeast) {
    return failure('members_unknown', `${count}; nothing is known of ${silent.join(', ')}`);
  }
  return {
    ...failure('members_down', `${count}; down: ${down.join(', ')}`),
    expected: `at least ${atLeast} of ${members.length} up`,
    found: `${up.length} up`,
  };
}
