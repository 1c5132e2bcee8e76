/** How the memory of jobs takes a signal in. */
import type { Beat, Heartbeat } from '../../shared/domain/checks/heartbeat.ts';

/** False when something later is there already; of an end in the same millisecond the failure stays. */
export function noteBeat(beats: Map<string, Heartbeat>, monitorId: string, beat: Beat): boolean {
  const known = beats.get(monitorId) ?? {};
  if (!isNews(known, beat)) return false;
  beats.set(monitorId, noted(known, beat));
  return true;
}

function isNews({ lastStartAt = 0, lastBeatAt = 0, lastFailAt = 0 }: Heartbeat, { signal, at }: Beat): boolean {
  if (signal === 'start') return lastStartAt <= at;
  return lastBeatAt <= at && (signal === 'fail' ? lastFailAt <= at : lastFailAt < at);
}

/** An end that tells no exit code or duration takes away those of the end before it. */
function noted(known: Heartbeat, { signal, at, exitCode, durationMs }: Beat): Heartbeat {
  if (signal === 'start') return { ...known, lastStartAt: at };
  const { lastExitCode: _exitCode, lastDurationMs: _durationMs, ...instants } = known;
  return {
    ...instants,
    ...(signal === 'fail' ? { lastFailAt: at } : { lastBeatAt: at }),
    ...(exitCode !== undefined && { lastExitCode: exitCode }),
    ...(durationMs !== undefined && { lastDurationMs: durationMs }),
  };
}
