/** Ends what was decided by hand before its time. */
import { covers, isActive, type Override, type Scope, type Scoped } from '../domain/alerting/override.ts';
import { scopeText } from '../domain/alerting/scope.ts';
import { type LogbookDeps, writeAudit } from './deps.ts';
import { Refusal } from './refusal.ts';
import { nameOf } from './words.ts';

/** Ends the override with this id. Throws `Refusal` where there is none. */
export async function lift(deps: LogbookDeps, input: { readonly id: string; readonly by: string }): Promise<Override> {
  const overrides = await deps.logbook.readOverrides(deps.clock.now());
  const found = overrides.find(({ id }) => id === input.id);
  if (!found) {
    const known = overrides.map(({ id }) => id);
    throw new Refusal(`There is no override "${input.id}"; it may have ended.`, { name: input.id, known });
  }
  await end(deps, found, 'lift', nameOf(input.by));
  return found;
}

/** Ends every pause of exactly this scope. Throws `Refusal`, saying what pauses it instead, where there is none. */
export async function resume(
  deps: LogbookDeps,
  input: { readonly scope: Scope; readonly by: string },
): Promise<Override[]> {
  const now = deps.clock.now();
  const by = nameOf(input.by);
  const pauses = (await deps.logbook.readOverrides(now)).filter(({ kind }) => kind === 'pause');
  const text = scopeText(input.scope);
  const paused = pauses.filter(({ scope }) => scopeText(scope) === text);
  if (paused.length === 0) throw notPaused(text, wider(pauses, input.scope, deps, now));
  for (const pause of paused) await end(deps, pause, 'resume', by);
  return paused;
}

async function end(deps: LogbookDeps, { id, kind, scope }: Override, action: string, by: string): Promise<void> {
  await writeAudit(deps, { by, action, subject: `${kind} of ${scopeText(scope)} (${id})` });
  // Somebody else may have been quicker, and then it has ended all the same.
  await deps.logbook.liftOverride(id);
}

/** The pause, if any, by which a monitor is paused together with others. */
function wider(pauses: readonly Override[], scope: Scope, deps: LogbookDeps, now: number): Override | undefined {
  if (scope.kind !== 'monitor') return undefined;
  const monitor = deps.monitors().find(({ id }) => id === scope.name) ?? ({ id: scope.name } satisfies Scoped);
  return pauses.find((pause) => isActive(pause, now) && covers(pause.scope, monitor));
}

function notPaused(text: string, pause: Override | undefined): Refusal {
  if (!pause) return new Refusal(`Nothing by hand pauses ${text}. What the file pauses is resumed there.`);
  const paused = scopeText(pause.scope);
  return new Refusal(`${text} is paused as part of ${paused} (${pause.id}): resume ${paused}, or lift ${pause.id}.`);
}
