/** A look with a credential that must be obtained first, all within the one deadline. */
import type { Failure } from '../../../domain/checks/failure.ts';
import type { Observation } from '../../../domain/checks/observation.ts';
import type { Credential, Limits } from './credential.ts';

/**
 * A credential that was kept from an earlier look may have been revoked since. If the target refuses it, the look is
 * repeated once with a new one, as any client would do.
 */
export async function authenticated(
  obtain: (limits: Limits) => Promise<Credential | Failure>,
  visit: (credential: Credential, limits: Limits) => Promise<Observation>,
  limits: Limits,
): Promise<Observation> {
  const startedAt = performance.now();
  const sinceMs = (): number => performance.now() - startedAt;
  const left = (): Limits => ({ ...limits, timeoutMs: Math.max(1, Math.floor(limits.timeoutMs - sinceMs())) });
  const attempt = async (): Promise<[Observation, Credential?]> => {
    const credential = await obtain(left());
    if ('code' in credential) return [withoutLook(credential, sinceMs())];
    return [await visit(credential, left()), credential];
  };
  const [observation, credential] = await attempt();
  if (!credential?.forget || observation.http?.status !== 401) return observation;
  credential.forget();
  return (await attempt())[0];
}

const withoutLook = (failure: Failure, totalMs: number): Observation => ({
  failure,
  timings: { total: Math.round(totalMs * 100) / 100 },
  redirects: [],
  at: Date.now(),
});
