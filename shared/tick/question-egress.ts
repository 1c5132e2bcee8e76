/** Asks the control targets when a tick looks as if the checker itself had lost its way out, and judges it anew. */
import {
  type Controls,
  controlTarget,
  type Doubt,
  doubtEgress,
  egressOf,
  egressResult,
  withoutBlame,
} from '../domain/checks/egress.ts';
import type { Result } from '../domain/checks/result.ts';
import type { Fleet } from '../domain/monitor.ts';
import { CONTROL_TIMEOUT_MS } from '../domain/time/pace.ts';
import type { Clock, Log, Probe } from '../ports.ts';

export interface EgressDeps {
  readonly probe: Probe;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EgressQuestion {
  readonly fleet: Fleet;
  readonly results: readonly Result[];
  /** Whether this tick writes down how the way out itself is: one cell of a fleet does. */
  readonly isKeeper: boolean;
  /** The way out is in question since a former tick. */
  readonly isTroubled: boolean;
  readonly signal?: AbortSignal;
}

/** The same results where there is no doubt, or no certainty; otherwise with what is known of the way out beside them. */
export async function questionEgress(deps: EgressDeps, question: EgressQuestion): Promise<readonly Result[]> {
  const { fleet, results, isKeeper, isTroubled } = question;
  if (fleet.controls.length === 0) return results;
  const doubt = doubtEgress(results, fleet.monitors);
  if (!doubt.isInDoubt) return isTroubled && hasAnswer(doubt) ? noted(results, ALL_WELL) : results;

  const controls = await askControls(deps, fleet.controls, question.signal);
  const egress = egressOf(controls);
  if (egress === 'undecided') return results;
  if (egress === 'online') return isTroubled ? noted(results, controls) : results;
  deps.log.error('The checker itself cannot reach the internet; the failures of this tick are unknown', {
    ...doubt,
    ...controls,
  });
  return noted(withoutBlame(results, fleet.monitors), controls);

  function noted(all: readonly Result[], seen: Controls): readonly Result[] {
    return isKeeper ? [...all, egressResult(seen)] : all;
  }
}

const hasAnswer = ({ asked, unreached }: Doubt): boolean => asked > unreached;

/** Targets answered; nobody else had to be asked. */
const ALL_WELL: Controls = { total: 0, answered: 0, silent: 0 };

/** Between two starts, as with monitors: a burst disturbs its own timings. */
const START_INTERVAL_MS = 10;

/** Ends as soon as the rest could not change the outcome, with every socket closed. */
async function askControls(deps: EgressDeps, urls: readonly string[], signal?: AbortSignal): Promise<Controls> {
  const decided = new AbortController();
  const stop = signal ? AbortSignal.any([decided.signal, signal]) : decided.signal;
  let controls: Controls = { total: urls.length, answered: 0, silent: 0 };
  await Promise.all(urls.map(askOne));
  return controls;

  async function askOne(url: string, index: number): Promise<void> {
    await deps.clock.sleep(index * START_INTERVAL_MS, stop);
    if (stop.aborted) return;
    const options = { timeoutMs: CONTROL_TIMEOUT_MS, signal: stop };
    const seen = await deps.probe(controlTarget(url), [], options).catch(() => undefined);
    if (stop.aborted) return;
    const { total, answered, silent } = controls;
    controls = seen?.http ? { total, answered: answered + 1, silent } : { total, answered, silent: silent + 1 };
    if (egressOf(controls) !== 'undecided') decided.abort();
  }
}
