/**
 * The last signals of each job that reports by itself: one row for each, and one guarded write for each signal. Signals
 * may overtake each other, so an older one never replaces a newer, and of two in the same millisecond the failure stays.
 */
import type { Beat, Heartbeat } from '../domain/checks/heartbeat.ts';
import type { Store } from '../ports.ts';
import { heartbeatKey, heartbeatRange, type Key } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

type HeartbeatItem = Key & Heartbeat;

const noLater = (attribute: string): string => `(attribute_not_exists(${attribute}) OR ${attribute} <= :at)`;
const earlier = (attribute: string): string => `(attribute_not_exists(${attribute}) OR ${attribute} < :at)`;

const GUARDS: Readonly<Record<Beat['signal'], string>> = {
  start: noLater('lastStartAt'),
  success: `${noLater('lastBeatAt')} AND ${earlier('lastFailAt')}`,
  fail: `${noLater('lastBeatAt')} AND ${noLater('lastFailAt')}`,
};

const INSTANTS = { start: 'lastStartAt', success: 'lastBeatAt', fail: 'lastFailAt' } as const;

const ALL_OLDER = Object.values(INSTANTS).map(noLater).join(' AND ');

export function createHeartbeats(requests: Requests): Pick<Store, 'recordBeat' | 'deleteBeat' | 'readBeats'> {
  return {
    recordBeat: (monitorId, beat) =>
      requests.update(heartbeatKey(monitorId), noting(beat), { text: GUARDS[beat.signal] }),

    deleteBeat: (monitorId, before) =>
      requests.delete(heartbeatKey(monitorId), { text: ALL_OLDER, values: { ':at': before } }),

    async readBeats() {
      const items = await requests.query<HeartbeatItem>({ range: heartbeatRange() });
      return new Map(items.map(({ pk: _, sk, ...heartbeat }) => [sk, heartbeat]));
    },
  };
}

/** An end that tells no exit code or duration takes away those of the end before it. */
function noting({ signal, at, exitCode, durationMs }: Beat): Expression {
  const instant = `SET ${INSTANTS[signal]} = :at`;
  if (signal === 'start') return { text: instant, values: { ':at': at } };
  const details = { lastExitCode: exitCode, lastDurationMs: durationMs };
  const told = Object.entries(details).filter(([, value]) => value !== undefined);
  const untold = Object.entries(details).flatMap(([name, value]) => (value === undefined ? [name] : []));
  return {
    text: [instant, ...told.map(([name]) => `, ${name} = :${name}`), removing(untold)].join(''),
    values: { ':at': at, ...Object.fromEntries(told.map(([name, value]) => [`:${name}`, value])) },
  };
}

const removing = (names: readonly string[]): string => (names.length > 0 ? ` REMOVE ${names.join(', ')}` : '');
