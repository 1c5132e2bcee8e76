/** The logbook of a Nightjar that is running on this machine, asked for through its own server. */
import type { Office, Outcomes, Verb } from '../../shared/logbook/carry-out.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import { Misuse } from '../misuse.ts';
import type { AdminAccess } from '../run/admin-file.ts';
import { ADMIN_PATH } from '../run/admin-handler.ts';

const PATIENCE_MS = 10_000;

/** Nobody listens there any more, or it is somebody else: the run that left this address is gone. */
export class NobodyThere extends Error {}

export const runningOffice = ({ url, token }: AdminAccess): Office =>
  async function ask<V extends Verb>(verb: V, input: unknown): Promise<Outcomes[V]> {
    const answer = await fetch(url + ADMIN_PATH + verb, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((cause: unknown) => {
      throw isTimeout(cause) ? new Misuse(`The running Nightjar at ${url} does not answer.`, { cause }) : gone(cause);
    });
    const said: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && said !== undefined) return said as Outcomes[V];
    if (!(answer.status in REFUSALS) || said === undefined) throw gone();
    const { message, unknown } = said as { message: string; unknown?: Refusal['unknown'] };
    throw answer.status === 422 ? new Refusal(message, unknown) : new Misuse(message);
  };

/** What our own server answers to whoever has the token, when it does not do as it is told. */
const REFUSALS = { 400: 'unknown order', 422: 'refused', 500: 'failed' };

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

const gone = (cause?: unknown): NobodyThere => new NobodyThere('nobody there', { cause });
