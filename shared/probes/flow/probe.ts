/**
 * Takes the steps of a flow one after the other, with one set of carried values, one jar of cookies and one deadline.
 * Each step is a look of the kind `http`, by all its rules.
 */
import { carriedIn } from '../../domain/checks/carried.ts';
import { type Failure, failure } from '../../domain/checks/failure.ts';
import { flowOutcome, isFailed, type StepLook } from '../../domain/checks/flow.ts';
import { judge } from '../../domain/checks/judgement.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { FlowStep, FlowTarget, HttpTarget } from '../../domain/checks/target.ts';
import type { Probe } from '../../ports.ts';
import { withAnswerFacts } from '../answer-facts.ts';
import { type CookieJar, createCookieJar } from '../http/cookies.ts';
import type { HttpProbe } from '../http/probe.ts';
import { factsFor, sourceText, takeValue } from './carry.ts';
import { filled, formsOf } from './fill.ts';

type Limits = Parameters<Probe>[2];

/** What is shorter is no secret but a number or a word, and blotting out each "17" would make reports unreadable. */
const SHORTEST_SECRET = 4;

/** Kept for the steps at the end, so that one that hangs before them does not keep anybody logged in. */
const reserveMs = ({ finally: atEnd }: FlowTarget, timeoutMs: number): number =>
  atEnd.length === 0 ? 0 : Math.min(2000, timeoutMs / 5);

export function createFlowProbe(http: HttpProbe): Probe<FlowTarget> {
  return async (target, _assertions, limits) => {
    const journey = new Journey(http, limits);
    const looks: StepLook[] = [];
    const stepsEndMs = limits.timeoutMs - reserveMs(target, limits.timeoutMs);
    for (const step of target.steps) {
      const look = await journey.take(step, stepsEndMs - journey.elapsedMs);
      looks.push(look);
      if (isFailed(look)) break;
    }
    const timings = timingsOf(looks);
    const at = Date.now();
    for (const [index, step] of target.finally.entries()) {
      if (limits.signal?.aborted || !journey.canTake(step)) continue;
      looks.push(await journey.take(step, (limits.timeoutMs - journey.elapsedMs) / (target.finally.length - index)));
    }
    return { ...flowOutcome(target, looks), timings, redirects: [], steps: looks, at };
  };
}

/** The phases of the step that was taken last, and the time of all of them: that of the target, without ours in between. */
function timingsOf(looks: readonly StepLook[]): Observation['timings'] {
  const total = looks.reduce((sum, { observation }) => sum + observation.timings.total, 0);
  return { ...looks.at(-1)?.observation.timings, total: Math.round(total * 100) / 100 };
}

class Journey {
  readonly #http: HttpProbe;
  readonly #limits: Limits;
  readonly #cookies: CookieJar;
  readonly #values = new Map<string, string>();
  readonly #startedAt = performance.now();

  constructor(http: HttpProbe, limits: Limits) {
    this.#http = http;
    this.#limits = limits;
    this.#cookies = createCookieJar(limits.conceal);
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Whether everything was carried that the step needs: nobody logs out who has not logged in. */
  canTake({ http }: FlowStep): boolean {
    return carriedIn(JSON.stringify(http)).every((name) => this.#values.has(name));
  }

  async take(step: FlowStep, leftMs: number): Promise<StepLook> {
    const request = filled(step.http, this.#values);
    if ('code' in request) return lookOf(step, failedWith(request));
    if (leftMs < 1) return lookOf(step, failedWith(failure('http_timeout', 'the steps before it took all the time')));
    this.#concealPassword(request);
    const observation = await this.#look(step, request, leftMs);
    // Of a step that failed, too: what would have been carried is no less a secret then.
    const fault = await this.#carry(step, observation, request.url);
    const look = lookOf(step, observation);
    return fault && !isFailed(look) ? lookOf(step, { ...observation, failure: fault }) : look;
  }

  async #look(step: FlowStep, request: HttpTarget, leftMs: number): Promise<Observation> {
    const wanted = [...step.assertions, ...factsFor(step.carry)];
    const limits = { ...this.#limits, timeoutMs: Math.floor(leftMs), cookies: this.#cookies };
    return withAnswerFacts(await this.#http(request, wanted, limits), step.assertions);
  }

  /** Keeps every value for later steps; the failure is that of the first that there is not. */
  async #carry({ carry }: FlowStep, observation: Observation, url: string): Promise<Failure | undefined> {
    let fault: Failure | undefined;
    for (const [name, carried] of Object.entries(carry)) {
      const taken = await takeValue(carried, observation, (cookie) => this.#cookies.valueOf(url, cookie));
      if ('value' in taken) this.#keep(name, taken.value);
      else fault ??= failure('carry_failed', `"${name}" is to come from ${sourceText(carried)}, which ${taken.fault}`);
    }
    return fault;
  }

  #keep(name: string, value: string): void {
    this.#values.set(name, value);
    if (value.length >= SHORTEST_SECRET) for (const form of formsOf(value)) this.#limits.conceal?.(form);
  }

  /** A target may repeat the header, in which user name and password are encoded as one. */
  #concealPassword({ auth }: HttpTarget): void {
    if (auth && 'basic' in auth) this.#limits.conceal?.(`${auth.basic.username}:${auth.basic.password}`);
  }
}

/** Only the facts that a person may read are kept: what a body says was for the judgement. */
function lookOf({ name: step, assertions }: FlowStep, observation: Observation): StepLook {
  const { body: _body, json: _json, metrics: _metrics, patterns: _patterns, ...kept } = observation;
  return { step, observation: kept, judgement: judge(observation, assertions) };
}

const failedWith = (reason: Failure): Observation => ({
  failure: reason,
  timings: { total: 0 },
  redirects: [],
  at: Date.now(),
});
