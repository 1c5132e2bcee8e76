/** Limits of phases that a kind has not, that contradict each other, or the time that a check may take at all. */
import type { PhaseName } from '../domain/checks/assertions/on-phase.ts';
import type { Draft } from './draft.ts';
import { parseDuration } from './duration.ts';
import { PHASE_NAMES } from './expect-times.ts';
import type { Flaw, Path } from './problem.ts';
import type { MonitorEntry } from './schema.ts';

type EntryDraft = Draft<MonitorEntry>;

export function phaseFlaws(at: Path, { expect }: EntryDraft, timeout: string): Flaw[] {
  return PHASE_NAMES.flatMap((phase): Flaw[] => {
    const limits = expect?.phases?.[phase];
    const path = [...at, 'expect', 'phases', phase];
    const [degraded, down] = [parseDuration(limits?.degraded ?? ''), parseDuration(limits?.down ?? '')];
    if (degraded !== undefined && down !== undefined && degraded >= down) {
      const message = `degraded at ${limits?.degraded} would never come before down at ${limits?.down}`;
      return [{ path: [...path, 'degraded'], message, expected: `less than ${limits?.down}` }];
    }
    const key = down === undefined ? 'degraded' : 'down';
    if ((down ?? degraded ?? 0) <= (parseDuration(timeout) ?? 0)) return [];
    const message = `a check is given up after ${timeout} (timeout), before it could take ${limits?.[key]}`;
    return [{ path: [...path, key], message, expected: `at most ${timeout}` }];
  });
}

/** `has` are the phases of the kind; paths begin at the monitor. */
export function unfitPhases(
  kind: string,
  has: readonly PhaseName[] = PHASE_NAMES,
  expect: EntryDraft['expect'],
): Flaw[] {
  return PHASE_NAMES.filter((phase) => expect?.phases?.[phase] !== undefined && !has.includes(phase)).map((phase) => ({
    path: ['expect', 'phases', phase],
    isKey: true,
    message: `a monitor of kind ${kind} has no such phase`,
    expected: has.length === 1 ? `${has[0]} alone` : `one or more of ${has.join(', ')}`,
  }));
}
