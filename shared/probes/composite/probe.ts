/** Looks at the states of other monitors. Nothing is connected to. */
import { judgeMembers } from '../../domain/checks/composite.ts';
import { failure } from '../../domain/checks/failure.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { CompositeTarget } from '../../domain/checks/target.ts';
import type { Probe, Store } from '../../ports.ts';

export type StateReader = Pick<Store, 'readState'>;

/** Without a reader every composite is unknown, and the observation says where it is known. */
export function createCompositeProbe(reader: StateReader | undefined): Probe<CompositeTarget> {
  return async (target, _assertions, { slot = Date.now() }) => {
    const nothing: Observation = { timings: { total: 0 }, redirects: [], at: slot };
    if (!reader) return { ...nothing, failure: failure('probe_error', NOT_HERE) };
    const rows = await Promise.all(target.members.map((id) => reader.readState(id)));
    const phases = new Map(rows.flatMap((row) => (row ? [[row.monitorId, row.state.phase] as const] : [])));
    const wrong = judgeMembers(target, (id) => phases.get(id));
    return wrong ? { ...nothing, failure: wrong } : nothing;
  };
}

const NOT_HERE = 'the states of other monitors are known only to a running "nightjar run" or a deployment';
