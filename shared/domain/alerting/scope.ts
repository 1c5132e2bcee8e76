/** How people write what an override covers: `rota`, `group:web`, `tag:eu` or `all`. */
import type { Scope } from './override.ts';

const EVERYTHING = 'all';

/** The shortest way to write it; reading it again gives the same scope. */
export function scopeText(scope: Scope): string {
  if (scope.kind === 'everything') return EVERYTHING;
  const isBare = scope.kind === 'monitor' && scope.name !== EVERYTHING && !scope.name.includes(':');
  return isBare ? scope.name : `${scope.kind}:${scope.name}`;
}

/** A monitor by its id, with or without `monitor:` before it; undefined where the text is no scope. */
export function parseScope(text: string): Scope | undefined {
  const written = text.trim();
  if (written === EVERYTHING) return { kind: 'everything' };
  const [, kind, name] = /^(?:(monitor|group|tag):)?(.+)$/s.exec(written) ?? [];
  if (!name?.trim()) return undefined;
  if (kind === 'group' || kind === 'tag') return { kind, name: name.trim() };
  return kind === undefined && name.includes(':') ? undefined : { kind: 'monitor', name: name.trim() };
}
