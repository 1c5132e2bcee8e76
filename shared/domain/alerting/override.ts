/** What people decide by hand, beside the file: to pause, to silence, to plan maintenance at short notice. */
import type { Monitor } from '../monitor.ts';

export type OverrideKind = 'pause' | 'silence' | 'maintenance';

/** What an override covers: one monitor, a group, a tag, or everything. */
export type Scope =
  | { readonly kind: 'monitor' | 'group' | 'tag'; readonly name: string }
  | { readonly kind: 'everything' };

export interface Override {
  readonly id: string;
  readonly kind: OverrideKind;
  readonly scope: Scope;
  /** Instants in ms; it holds from `from` until just before `until`, or until it is lifted. */
  readonly from: number;
  readonly until?: number;
  readonly by: string;
  readonly note?: string;
}

/** Of a monitor, what a scope can ask for. */
export interface Scoped {
  readonly id: string;
  readonly group?: string;
  readonly tags?: readonly string[];
}

export const isActive = ({ from, until }: Override, now: number): boolean =>
  from <= now && (until === undefined || now < until);

export function covers(scope: Scope, monitor: Scoped): boolean {
  switch (scope.kind) {
    case 'monitor':
      return scope.name === monitor.id;
    case 'group':
      return scope.name === monitor.group;
    case 'tag':
      return monitor.tags?.includes(scope.name) ?? false;
    case 'everything':
      return true;
  }
}

/** The overrides of a kind that hold for a monitor now, the one that lasts longest first. */
export const overridesOn = (
  overrides: readonly Override[],
  kind: OverrideKind,
  monitor: Scoped,
  now: number,
): Override[] =>
  overrides
    .filter((override) => override.kind === kind && isActive(override, now) && covers(override.scope, monitor))
    .sort((a, b) => (b.until ?? Number.POSITIVE_INFINITY) - (a.until ?? Number.POSITIVE_INFINITY));

/** The monitors as they are watched now: those that a pause holds for are paused, as if the file said so. */
export const withOverrides = (monitors: readonly Monitor[], overrides: readonly Override[], now: number): Monitor[] => {
  const pauses = overrides.filter((override) => override.kind === 'pause' && isActive(override, now));
  return monitors.map((monitor) =>
    !monitor.policy.paused && pauses.some(({ scope }) => covers(scope, monitor))
      ? { ...monitor, policy: { ...monitor.policy, paused: true } }
      : monitor,
  );
};
