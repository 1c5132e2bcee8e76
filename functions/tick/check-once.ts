/** One monitor, looked at from this region now, for a person who asked. Nothing is stored and nobody is told. */
import type { Monitor } from '../../shared/domain/monitor.ts';
import { type Check, type CheckDeps, checkMonitor } from '../../shared/tick/check-monitor.ts';

/** A call by hand. */
export interface CheckCall {
  /** The id of a monitor. */
  readonly check: string;
}

/** What `nightjar check --regions` is answered. The check holds no body, and no secret's value. */
export type CheckAnswer =
  | { readonly region: string; readonly check: Check }
  | { readonly region: string; readonly unknownMonitor: string };

export const isCheckCall = (event: object): event is CheckCall => 'check' in event && typeof event.check === 'string';

export async function checkOnce(
  deps: CheckDeps,
  { check: id }: CheckCall,
  { monitors, region }: { readonly monitors: readonly Monitor[]; readonly region: string },
): Promise<CheckAnswer> {
  const monitor = monitors.find((each) => each.id === id);
  if (!monitor) return { region, unknownMonitor: id };
  const { observation, ...rest } = await checkMonitor(deps, monitor);
  const { body: _body, json: _json, metrics: _metrics, patterns: _patterns, ...facts } = observation;
  return { region, check: { observation: facts, ...rest } };
}
