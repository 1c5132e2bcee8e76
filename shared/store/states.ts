/**
 * One row for each monitor. The fold owns `state`, `version`, `attention` and `held`, and changes them together under
 * its version; the notifier owns what is in `marks`, and changes it without touching the version.
 */
import type { Marks } from '../domain/alerting/notification.ts';
import { type MonitorState, tidings } from '../domain/state.ts';
import type { StateRow, Store } from '../ports.ts';
import { type Key, monitorIdOf, STATES, stateKey, stateRange } from './keys.ts';
import type { Expression, Requests } from './requests.ts';
import { TABLE } from './table.ts';

type StatePort = Pick<Store, 'readStates' | 'readState' | 'commitState' | 'deleteState' | 'readAttention'>;

interface StateItem extends Key {
  readonly version: number;
  /** A `MonitorState` as JSON. */
  readonly state: string;
  readonly attention?: number;
  /** Ids of the state's incidents, for the notifier's guards; absent when there are none, and so are the marks. */
  readonly held?: Set<string>;
  readonly marks?: Marks;
}

const isAbsent: Expression = { text: 'attribute_not_exists(pk)' };

const isStillAt = (version: number): Expression => ({
  text: '#version = :expected',
  names: { '#version': 'version' },
  values: { ':expected': version },
});

export function createStates(requests: Requests): StatePort {
  return {
    async readStates(cell) {
      return (await requests.query<StateItem>({ range: stateRange(cell) })).map(rowOf);
    },

    async readState(monitorId) {
      const item = await requests.get<StateItem>(stateKey(monitorId));
      return item && rowOf(item);
    },

    commitState(monitorId, next, expectedVersion) {
      const guard = expectedVersion === 0 ? isAbsent : isStillAt(expectedVersion);
      return requests.update(stateKey(monitorId), replacing(next, expectedVersion + 1), guard);
    },

    deleteState: (monitorId, expectedVersion) => requests.delete(stateKey(monitorId), isStillAt(expectedVersion)),

    async readAttention() {
      const keys = await requests.queryIndex(TABLE.attentionIndex.name, STATES);
      // An index may hold an entry twice for a moment, or for ever where the embedded database was killed.
      return [...new Set(keys.map(monitorIdOf))];
    },
  };
}

/**
 * The change that makes a row say `next`. Marks are kept while any incident is held, because the notifier may be adding
 * to them at this very moment; those of incidents that are held no longer are not read, and go with the last one.
 */
function replacing(next: Parameters<Store['commitState']>[1], version: number): Expression {
  const held = tidings(next.state).map(({ id }) => id);
  const sets = ['#state = :state', '#version = :version'];
  const removes: string[] = [];
  const values: Record<string, unknown> = { ':state': JSON.stringify(next.state), ':version': version };

  if (next.attention === undefined) removes.push('attention');
  else {
    sets.push('attention = :attention');
    values[':attention'] = next.attention;
  }
  if (held.length === 0) removes.push('held', 'marks');
  else {
    sets.push('held = :held', 'marks = if_not_exists(marks, :noMarks)');
    values[':held'] = new Set(held);
    values[':noMarks'] = {};
  }
  return {
    text: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    names: { '#state': 'state', '#version': 'version' },
    values,
  };
}

function rowOf(item: StateItem): StateRow {
  const { version, attention, marks = {} } = item;
  const state: MonitorState = JSON.parse(item.state);
  return {
    monitorId: monitorIdOf(item),
    version,
    state,
    ...(attention !== undefined && { attention }),
    marks: marksOf(state, marks),
  };
}

function marksOf(state: MonitorState, marks: Marks): Marks {
  const held = tidings(state);
  const isHeld = (key: string) => held.some(({ id }) => key.startsWith(`${id}/`));
  return Object.fromEntries(Object.entries(marks).filter(([key]) => isHeld(key)));
}
