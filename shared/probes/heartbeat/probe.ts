/** Looks at what a job has reported last. Nothing is connected to: the facts are in the store, and are read once a slot. */
import { type Failure, failure } from '../../domain/checks/failure.ts';
import { type Heartbeat, judgeBeat } from '../../domain/checks/heartbeat.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { HeartbeatTarget } from '../../domain/checks/target.ts';
import type { Probe, Store } from '../../ports.ts';

export type BeatReader = Pick<Store, 'readBeats'>;

/** Without a reader every heartbeat is unknown, and the observation says where it is known. */
export function createHeartbeatProbe(reader: BeatReader | undefined): Probe<HeartbeatTarget> {
  let last: { readonly slot: number; readonly beats: ReturnType<BeatReader['readBeats']> } | undefined;

  return async (target, _assertions, { slot = Date.now(), timeoutMs, signal }) => {
    const nothing: Observation = { timings: { total: 0 }, redirects: [], at: slot };
    if (!reader) return { ...nothing, failure: NOT_HERE };
    try {
      const limit = AbortSignal.timeout(timeoutMs);
      const beats = await within(signal ? AbortSignal.any([signal, limit]) : limit, beatsAt(reader, slot));
      const wrong = judgeBeat(target, beats.get(target.monitorId) ?? NONE, slot);
      return wrong ? { ...nothing, failure: wrong } : nothing;
    } catch (cause) {
      last = undefined;
      const why = cause instanceof Error ? cause.message : String(cause);
      return { ...nothing, failure: failure('probe_error', `the heartbeats could not be read: ${why}`) };
    }
  };

  /** All heartbeats of a slot are judged by the same reading. */
  function beatsAt(from: BeatReader, slot: number): ReturnType<BeatReader['readBeats']> {
    if (last?.slot !== slot) last = { slot, beats: from.readBeats() };
    return last.beats;
  }
}

const NONE: Heartbeat = {};

const NOT_HERE: Failure = {
  code: 'probe_error',
  message:
    'The job reports to "nightjar run" or to a deployment, and whoever looks from elsewhere hears nothing of it.',
};

function within<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(limit.reason);
    if (limit.aborted) giveUp();
    limit.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => limit.removeEventListener('abort', giveUp));
  });
}
