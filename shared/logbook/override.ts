/** Pauses, silences or plans maintenance for a while. */

import { isActive, type Override, type OverrideKind, type Scope, type Scoped } from '../domain/alerting/override.ts';
import { scopeText } from '../domain/alerting/scope.ts';
import { durationText, utcText } from '../domain/time/calendar.ts';
import { type LogbookDeps, writeAudit } from './deps.ts';
import { Refusal } from './refusal.ts';
import { nameOf, noteOf } from './words.ts';

export interface NewOverride {
  readonly kind: OverrideKind;
  readonly scope: Scope;
  /** In ms since the epoch; now unless told. */
  readonly from?: number;
  /** For ever, which only a pause can be, unless told. */
  readonly forMs?: number;
  readonly by: string;
  readonly note?: string;
}

/** Longer than this is a matter for the file. */
const LONGEST_MS = 366 * 86_400_000;

/**
 * What holds already for the same scope is changed instead of doubled: the last word counts, be it longer or shorter.
 * Throws `Refusal` for a scope that covers nothing and for times that make no sense.
 */
export async function override(deps: LogbookDeps, input: NewOverride): Promise<Override> {
  checkScope(input.scope, deps.monitors());
  const now = deps.clock.now();
  checkTimes(input, now);
  const by = nameOf(input.by);
  const note = noteOf(input.note);
  const { kind, scope, forMs } = input;
  const before = input.from === undefined ? await heldNow(deps, input, now) : undefined;
  const from = input.from ?? before?.from ?? now;
  const until = forMs === undefined ? {} : { until: (input.from ?? now) + forMs };
  const written: Override = { id: before?.id ?? deps.newId(), kind, scope, from, ...until, by, ...(note && { note }) };
  await writeAudit(deps, { by, action: kind, subject: subjectOf(written), ...(note && { note }) });
  await deps.logbook.putOverride(written);
  return written;
}

async function heldNow(deps: LogbookDeps, { kind, scope }: NewOverride, now: number): Promise<Override | undefined> {
  const overrides = await deps.logbook.readOverrides(now);
  const text = scopeText(scope);
  return overrides.find((one) => one.kind === kind && isActive(one, now) && scopeText(one.scope) === text);
}

/** `rota until 2026-11-22 06:10:00 UTC (7k3mq2)`. */
const subjectOf = ({ id, scope, from, until }: Override): string =>
  [
    scopeText(scope),
    `from ${utcText(from)}`,
    ...(until === undefined ? [] : [`until ${utcText(until)}`]),
    `(${id})`,
  ].join(' ');

function checkTimes({ kind, from, forMs }: NewOverride, now: number): void {
  if (forMs === undefined && kind !== 'pause') throw new Refusal(`A ${kind} needs an end.`);
  if (forMs !== undefined && !(forMs > 0 && forMs <= LONGEST_MS)) {
    throw new Refusal(
      `A ${kind} lasts from a moment to ${durationText(LONGEST_MS)}; longer ones belong into the file.`,
    );
  }
  if (from === undefined) return;
  if (from + (forMs ?? Number.POSITIVE_INFINITY) <= now) {
    throw new Refusal(`A ${kind} from ${utcText(from)} for ${durationText(forMs ?? 0)} would be over already.`);
  }
  if (from > now + LONGEST_MS)
    throw new Refusal(`${utcText(from)} is too far ahead; ${durationText(LONGEST_MS)} is the most.`);
}

function checkScope(scope: Scope, monitors: readonly Scoped[]): void {
  if (scope.kind === 'everything') return;
  const known = [...new Set(namesOf(scope.kind, monitors))];
  if (!known.includes(scope.name)) {
    throw new Refusal(`There is no ${scope.kind} "${scope.name}".`, { name: scope.name, known });
  }
}

function namesOf(kind: Exclude<Scope['kind'], 'everything'>, monitors: readonly Scoped[]): string[] {
  switch (kind) {
    case 'monitor':
      return monitors.map(({ id }) => id);
    case 'group':
      return monitors.flatMap(({ group }) => group ?? []);
    case 'tag':
      return monitors.flatMap(({ tags = [] }) => tags);
  }
}
