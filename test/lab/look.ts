/** One look at a target, from the probe to the verdict, as a test wants it: short. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';
import type { Assertion } from '../../shared/domain/checks/assertion.ts';
import { type Judgement, judge } from '../../shared/domain/checks/judgement.ts';
import type { Observation } from '../../shared/domain/checks/observation.ts';
import type { HttpTarget } from '../../shared/domain/checks/target.ts';
import { createProbe, type ProbeOptions } from '../../shared/probes/index.ts';
import { aTarget, STATUS_2XX } from './builders.ts';

export * from './builders.ts';

export interface LookOptions {
  readonly target?: Partial<HttpTarget>;
  readonly assertions?: readonly Assertion[];
  readonly probe?: ProbeOptions;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Sight {
  readonly observation: Observation;
  readonly judgement: Judgement;
  /** The code of the failure, or the verdict where there is none: what most rows of a table are about. */
  readonly outcome: string;
  readonly tookMs: number;
}

/** Loopback is allowed, as in a local run, unless `probe` says otherwise. */
export async function look(url: string, options: LookOptions = {}): Promise<Sight> {
  const { assertions = [STATUS_2XX], timeoutMs = 5000, signal } = options;
  const probe = createProbe({ allowLoopback: true, ...options.probe });
  const startedAt = performance.now();
  const limits = signal ? { timeoutMs, signal } : { timeoutMs };
  const observation = await probe(aTarget(url, options.target), assertions, limits);
  const tookMs = performance.now() - startedAt;
  const judgement = judge(observation, assertions);
  return { observation, judgement, outcome: judgement.failure?.code ?? judgement.verdict, tookMs };
}

/** Counts the TCP sockets that this process opens as a client, until the test ends. */
export function countSockets(): () => number {
  let count = 0;
  const onSocket = (): void => {
    count++;
  };
  subscribe('net.client.socket', onSocket);
  onTestFinished(() => void unsubscribe('net.client.socket', onSocket));
  return () => count;
}
