/** What the steps of a flow make of the flow. */
import type { Failure } from './failure.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';
import type { FlowTarget } from './target.ts';

/** One step that was taken: what was seen, and what to think of it. */
export interface StepLook {
  /** The step's name. */
  readonly step: string;
  /** Without the body and what was found in it: it may hold what nobody is to read. */
  readonly observation: Observation;
  readonly judgement: Judgement;
}

/** Whether the flow cannot go on after this step. */
export const isFailed = ({ judgement }: StepLook): boolean =>
  judgement.verdict === 'down' || judgement.verdict === 'unknown';

export type FlowOutcome = Pick<Observation, 'failure' | 'blemish'>;

/**
 * The first step that failed decides; where none did, the first that is degraded makes the flow degraded. Of the steps
 * that are taken at the end, only those count that are meant to.
 */
export function flowOutcome({ steps, finally: atEnd }: FlowTarget, looks: readonly StepLook[]): FlowOutcome {
  const counted = [...steps, ...atEnd.filter(({ decides }) => decides)].flatMap(
    ({ name }) => looks.find((look) => look.step === name) ?? [],
  );
  const failed = counted.find(isFailed);
  const degraded = counted.find(({ judgement }) => judgement.verdict === 'degraded');
  if (failed?.judgement.failure) return { failure: named(failed.step, failed.judgement.failure) };
  return degraded?.judgement.failure ? { blemish: named(degraded.step, degraded.judgement.failure) } : {};

  function named(name: string, { code, message }: Failure): Failure {
    const index = steps.findIndex((step) => step.name === name);
    const place = index < 0 ? 'Final step' : `Step ${index + 1} of ${steps.length}`;
    // What was expected and found is in the sentence already, and means nothing without the step.
    return { code, message: `${place}, "${name}": ${message.charAt(0).toLowerCase()}${message.slice(1)}` };
  }
}
