/** What people have paused, silenced or planned by hand: few rows, all read with one query. */
import type { Override, OverrideKind, Scope } from '../domain/alerting/override.ts';
import { parseScope, scopeText } from '../domain/alerting/scope.ts';
import type { Logbook } from '../ports.ts';
import { type Key, overrideKey, overrideRange } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

interface OverrideItem extends Key {
  readonly kind: OverrideKind;
  /** As a person writes it, such as `group:web`. */
  readonly scope: string;
  readonly from: number;
  readonly until?: number;
  readonly by: string;
  readonly note?: string;
  /** Seconds since the epoch; what has no end has no expiry. */
  readonly expiresAt?: number;
}

/** An override may be moved, shortened or explained, and never becomes one of something else. */
const isNewOrOfTheSame = (kind: OverrideKind, scope: string): Expression => ({
  text: 'attribute_not_exists(pk) OR (#kind = :kind AND #scope = :scope)',
  names: { '#kind': 'kind', '#scope': 'scope' },
  values: { ':kind': kind, ':scope': scope },
});

/** What has ended in a silence may be asked about for a day. */
const DAY_SECONDS = 86_400;

const isThere: Expression = { text: 'attribute_exists(pk)' };

/** Expiry is no timer, and on some engines nothing ever expires. */
const isNotOver = (now: number): Expression => ({
  text: 'attribute_not_exists(#until) OR #until > :now',
  names: { '#until': 'until' },
  values: { ':now': now },
});

export function createOverrides(requests: Requests): Pick<Logbook, 'putOverride' | 'readOverrides' | 'liftOverride'> {
  return {
    async putOverride(override) {
      const { id, kind } = override;
      const item = itemOf(override);
      if (await requests.put({ ...item }, isNewOrOfTheSame(kind, item.scope))) return;
      throw new Error(`The id ${id} belongs to another override, which has another kind or covers something else.`);
    },

    async readOverrides(now) {
      const items = await requests.query<OverrideItem>({ range: overrideRange(), filter: isNotOver(now) });
      return items.map(overrideOf);
    },

    liftOverride: (id) => requests.delete(overrideKey(id), isThere),
  };
}

function itemOf({ id, kind, scope, from, until, by, note }: Override): OverrideItem {
  return {
    ...overrideKey(id),
    kind,
    scope: scopeText(scope),
    from,
    by,
    ...(until !== undefined && { until, expiresAt: Math.ceil(until / 1000) + DAY_SECONDS }),
    ...(note !== undefined && { note }),
  };
}

function overrideOf({ sk, kind, scope, from, until, by, note }: OverrideItem): Override {
  return {
    id: sk,
    kind,
    scope: scopeOf(scope, sk),
    from,
    by,
    ...(until !== undefined && { until }),
    ...(note !== undefined && { note }),
  };
}

function scopeOf(text: string, id: string): Scope {
  const scope = parseScope(text);
  if (scope) return scope;
  throw new Error(`The override ${id} covers "${text}", which this version does not know. A newer one has written it.`);
}
