/**
 * What a request has to carry beyond its headers, obtained before the look begins: a token or a signature. It takes
 * from the look's deadline and not from the target's time, and at most half of it, so that a slow token endpoint is
 * never mistaken for a slow target.
 */
import type { Failure, FailureCode } from '../../../domain/checks/failure.ts';
import type { HttpTarget } from '../../../domain/checks/target.ts';
import type { Probe } from '../../../ports.ts';
import { look } from '../../net/look.ts';
import type { Net } from '../../net/net.ts';
import type { Run } from '../../net/run.ts';
import type { Authorize } from '../request.ts';
import { createSigner } from './sigv4.ts';
import { createTokens } from './token.ts';

export type Limits = Parameters<Probe>[2];

export interface Credential {
  readonly authorize: Authorize;
  /** Present where it comes from an earlier look: makes the next one obtain another. */
  readonly forget?: () => void;
}

/** The failure is that of an observation: there was nothing to go to the target with. */
export type Obtain = (target: HttpTarget, limits: Limits) => Promise<Credential | Failure>;

export function createObtain(net: Net): Obtain {
  const tokens = createTokens(net);
  return async (target, limits) => {
    const { auth } = target;
    if (auth && 'oauth2' in auth) return tokens(target, auth.oauth2, limits);
    if (auth && 'sigv4' in auth) return createSigner(net, auth.sigv4, limits);
    return AS_IT_IS;
  };
}

const AS_IT_IS: Credential = { authorize: async (request) => request };

/** Whether there is anything to obtain: a password or a token that the monitor names is in its headers already. */
export const isObtained = (auth: HttpTarget['auth']): boolean =>
  auth !== undefined && ('oauth2' in auth || 'sigv4' in auth);

/** Half of the time of the limits for something that is not the target; running out of it is called `code`. */
export async function withinHalf<T>(
  limits: Limits,
  code: FailureCode,
  work: (run: Run) => Promise<T>,
): Promise<{ readonly value: T } | Failure> {
  let outcome: { readonly value: T } | undefined;
  const { failure } = await look({ ...limits, timeoutMs: Math.ceil(limits.timeoutMs / 2) }, async ({ run }) => {
    run.timedOutAs = code;
    outcome = { value: await work(run) };
  });
  return failure ?? (outcome as { readonly value: T });
}
