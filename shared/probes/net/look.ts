/** The frame of every probe: one deadline, everything let go at the end, and what was seen until then. */
import type { Observation } from '../../domain/checks/observation.ts';
import { failureOf } from './failure-of.ts';
import { Run } from './run.ts';

type Facts = {
  -readonly [K in Exclude<keyof Observation, 'failure' | 'timings' | 'redirects' | 'at'>]?: Observation[K];
};

export interface Look {
  readonly run: Run;
  /** Filled in as facts come to light; what is known when the look breaks off is reported all the same. */
  readonly seen: Facts;
  readonly redirects: string[];
  /** The name that is being looked at, for the sentence of a failure. */
  hostname?: string;
}

/** Runs `work` under the limits. Whatever it throws becomes the observation's failure; never rejects. */
export async function look(
  limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  work: (look: Look) => Promise<void>,
): Promise<Observation> {
  const run = new Run(limits.timeoutMs, limits.signal);
  const current: Look = { run, seen: {}, redirects: [] };
  try {
    await work(current);
    run.finish();
    return observationOf(current);
  } catch (error) {
    run.finish();
    return { ...observationOf(current), failure: failureOf(run.stopped ?? error, run.phase, current.hostname) };
  } finally {
    run.end();
  }
}

const observationOf = ({ run, redirects, seen }: Look): Observation => ({
  timings: run.timings,
  redirects,
  ...seen,
  at: Date.now(),
});
