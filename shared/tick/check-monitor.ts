/** One check of one monitor, from its secrets to its verdict. A tick and `nightjar check` both end up here. */

import { blotOut } from '../domain/checks/blot-out.ts';
import { failure } from '../domain/checks/failure.ts';
import { type Judgement, judge } from '../domain/checks/judgement.ts';
import { mapStrings } from '../domain/checks/map-strings.ts';
import type { Observation } from '../domain/checks/observation.ts';
import { fillIn, valuesIn } from '../domain/checks/references.ts';
import type { Result } from '../domain/checks/result.ts';
import type { Target } from '../domain/checks/target.ts';
import { warningOf } from '../domain/checks/warning.ts';
import { SecretMissing } from '../domain/errors.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Probe, Secrets } from '../ports.ts';

export interface CheckDeps {
  readonly probe: Probe;
  readonly secrets: Secrets;
}

export interface Check {
  readonly observation: Observation;
  readonly judgement: Judgement;
  readonly result: Result;
}

/** Probes once, on behalf of a slot if there is one, and judges. Never throws; no secret's value is in what it returns. */
export async function checkMonitor(
  deps: CheckDeps,
  monitor: Monitor,
  signal?: AbortSignal,
  slot?: number,
): Promise<Check> {
  let values: ReadonlyMap<string, string> = new Map();
  const obtained = new Set<string>();
  const observation = await observe().catch(withoutAnswer);
  const judgement = judge(observation, monitor.assertions);
  return redact(
    { observation, judgement, result: resultOf(monitor.id, observation, judgement) },
    values,
    obtained,
    monitor.target,
  );

  async function observe(): Promise<Observation> {
    values = await valuesIn(JSON.stringify(monitor.target), (reference) => deps.secrets.read(reference));
    // Most targets hold no secret, and are then probed as they are.
    const target: Target =
      values.size > 0 ? mapStrings(monitor.target, (text) => fillIn(text, values)) : monitor.target;
    const { timeoutMs } = monitor.policy;
    const conceal = (secret: string): void => void obtained.add(secret);
    const options = { timeoutMs, conceal, ...(signal && { signal }), ...(slot !== undefined && { slot }) };
    return deps.probe(target, monitor.assertions, options);
  }
}

function withoutAnswer(error: unknown): Observation {
  const code = error instanceof SecretMissing ? 'secret_missing' : 'probe_error';
  const detail = error instanceof Error ? error.message : String(error);
  return { failure: failure(code, detail), timings: { total: 0 }, redirects: [], at: 0 };
}

function resultOf(monitorId: string, observation: Observation, judgement: Judgement): Result {
  const { verdict } = judgement;
  const warning = warningOf(observation, judgement);
  return {
    monitorId,
    verdict,
    // Where nothing was asked there is no time of an answer.
    ...(observation.failure || observation.timings.total === 0
      ? {}
      : { totalMs: Math.round(observation.timings.total) }),
    ...(judgement.failure ? { failure: judgement.failure, timings: observation.timings } : {}),
    ...(warning && { warning }),
  };
}

/** A target may echo what it was sent, so values are blotted out of every text that comes back. */
function redact(
  check: Check,
  values: ReadonlyMap<string, string>,
  obtained: ReadonlySet<string>,
  target: Target,
): Check {
  if (values.size === 0 && obtained.size === 0) return check;
  const auth = target.kind === 'http' ? target.auth : undefined;
  const pair = auth && 'basic' in auth ? [fillIn(`${auth.basic.username}:${auth.basic.password}`, values)] : [];
  const blot = blotOut([...values.values(), ...pair, ...obtained]);
  return mapStrings(check, (text, key) => (OUR_OWN_WORDS.has(key) ? text : blot(text)));
}

/** Fields that hold words of ours, which stay what they are even where a secret happens to be one of them. */
const OUR_OWN_WORDS: ReadonlySet<string> = new Set([
  'key',
  'monitorId',
  'verdict',
  'code',
  'outcome',
  'subject',
  'effect',
  'op',
  'version',
  'step',
]);
