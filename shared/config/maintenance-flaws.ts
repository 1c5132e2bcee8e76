/** What can be wrong with windows beside the rest of the file: names that lead nowhere, and a window that is over. */
import { isoSeconds, parseInstant } from '../domain/time/calendar.ts';
import type { Draft } from './draft.ts';
import type { WindowEntry } from './maintenance.ts';
import { didYouMean } from './nearest.ts';
import { type Flaw, quoted } from './problem.ts';

type WindowsDraft = readonly (Draft<WindowEntry> | undefined)[];

/** As much of a monitor as a window can name. */
interface Coverable {
  readonly id?: string | undefined;
  readonly group?: string | undefined;
  readonly tags?: readonly (string | undefined)[] | undefined;
}

/** `defaults` belong to every monitor that names no group of its own. */
export function strayCoverage(
  windows: WindowsDraft,
  monitors: readonly (Coverable | undefined)[],
  defaults: Pick<Coverable, 'group'>,
): Flaw[] {
  // Where a monitor has no valid id, any of these names may have been meant for that one.
  if (monitors.some((monitor) => monitor?.id === undefined)) return [];
  const known = {
    monitors: { noun: 'id', names: monitors.map((monitor) => monitor?.id) },
    groups: { noun: 'group', names: monitors.map((monitor) => monitor?.group ?? defaults.group) },
    tags: { noun: 'tag', names: monitors.flatMap((monitor) => monitor?.tags ?? []) },
  };
  return windows.flatMap((window, index) =>
    (['monitors', 'groups', 'tags'] as const).flatMap((key) => {
      const { noun, names } = known[key];
      const there = [...new Set(names.filter((name) => name !== undefined))];
      return (window?.[key] ?? []).flatMap((name, place): Flaw[] =>
        name === undefined || there.includes(name)
          ? []
          : [{ path: ['maintenance', index, key, place], ...stray(noun, name, there) }],
      );
    }),
  );
}

const stray = (noun: string, name: string, there: readonly string[]): Omit<Flaw, 'path'> => ({
  message: `no monitor has the ${noun} ${quoted(name)}${didYouMean(name, there)}`,
  expected: `the ${noun} of a monitor`,
});

/** `now` in ms. */
export function pastWindows(windows: readonly WindowEntry[], now: number): Flaw[] {
  return windows.flatMap(({ once }, index) => {
    const to = parseInstant(once?.to ?? '');
    if (to === undefined || to > now) return [];
    const message = `this window has been over since ${isoSeconds(to)}`;
    return [{ path: ['maintenance', index, 'once', 'to'], message, expected: 'a time to come, or no such window' }];
  });
}
