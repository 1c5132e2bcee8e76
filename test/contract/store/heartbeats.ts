import { describe, expect, it } from 'vitest';
import type { Beat } from '../../../shared/domain/checks/heartbeat.ts';
import { MINUTE_MS, NOON, SECOND_MS } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function heartbeatContract(subject: () => StoreUnderTest): void {
  const record = (beat: Beat, monitorId = 'backup') => subject().store.recordBeat(monitorId, beat);
  const read = async (monitorId = 'backup') => (await subject().store.readBeats()).get(monitorId);

  describe('a heartbeat', () => {
    it('is not there before its first signal', async () => {
      expect(await subject().store.readBeats()).toEqual(new Map());
    });

    it('keeps the last instant of each kind of signal', async () => {
      expect(await record({ signal: 'start', at: NOON })).toBe(true);
      expect(await record({ signal: 'success', at: NOON + SECOND_MS })).toBe(true);
      expect(await record({ signal: 'fail', at: NOON + MINUTE_MS })).toBe(true);
      expect(await read()).toEqual({
        lastStartAt: NOON,
        lastBeatAt: NOON + SECOND_MS,
        lastFailAt: NOON + MINUTE_MS,
      });
    });

    it('keeps exit code and duration of the last end, and forgets them with an end that tells none', async () => {
      await record({ signal: 'fail', at: NOON, exitCode: 3, durationMs: 1200 });
      expect(await read()).toEqual({ lastFailAt: NOON, lastExitCode: 3, lastDurationMs: 1200 });
      await record({ signal: 'start', at: NOON + SECOND_MS });
      expect(await read()).toMatchObject({ lastExitCode: 3 });
      await record({ signal: 'success', at: NOON + MINUTE_MS, durationMs: 5 });
      expect(await read()).toEqual({
        lastFailAt: NOON,
        lastStartAt: NOON + SECOND_MS,
        lastBeatAt: NOON + MINUTE_MS,
        lastDurationMs: 5,
      });
    });

    it('is never replaced by one that is older', async () => {
      await record({ signal: 'success', at: NOON + MINUTE_MS, exitCode: 0 });
      await record({ signal: 'start', at: NOON + MINUTE_MS });
      expect(await record({ signal: 'success', at: NOON })).toBe(false);
      expect(await record({ signal: 'fail', at: NOON, exitCode: 1 })).toBe(false);
      expect(await record({ signal: 'start', at: NOON })).toBe(false);
      expect(await read()).toEqual({ lastBeatAt: NOON + MINUTE_MS, lastStartAt: NOON + MINUTE_MS, lastExitCode: 0 });
    });

    it('has failed when success and failure come in the same millisecond, in whichever order', async () => {
      await record({ signal: 'fail', at: NOON }, 'one');
      expect(await record({ signal: 'success', at: NOON }, 'one')).toBe(false);
      await record({ signal: 'success', at: NOON }, 'other');
      expect(await record({ signal: 'fail', at: NOON }, 'other')).toBe(true);
      expect((await read('one'))?.lastFailAt).toBe(NOON);
      expect((await read('other'))?.lastFailAt).toBe(NOON);
    });

    it('ends at the newest of fifty that come at once', async () => {
      const instants = Array.from({ length: 50 }, (_, index) => NOON + ((index * 37) % 50));
      await Promise.all(instants.map((at) => record({ signal: 'success', at })));
      expect(await read()).toEqual({ lastBeatAt: NOON + 49 });
    });

    it('is forgotten with all that it has reported, unless some of that is newer', async () => {
      const forget = (before: number) => subject().store.deleteBeat('backup', before);
      await record({ signal: 'start', at: NOON });
      await record({ signal: 'fail', at: NOON + SECOND_MS, exitCode: 3 });
      expect(await forget(NOON)).toBe(false);
      expect(await read()).toMatchObject({ lastFailAt: NOON + SECOND_MS });
      await record({ signal: 'success', at: NOON }, 'other');
      expect(await forget(NOON + SECOND_MS)).toBe(true);
      expect(await read()).toBeUndefined();
      expect(await read('other')).toEqual({ lastBeatAt: NOON });
      expect(await forget(NOON)).toBe(true);
    });

    it('is one for each monitor, and all are read at once', async () => {
      await record({ signal: 'success', at: NOON }, 'a');
      await record({ signal: 'success', at: NOON }, '0-9');
      await record({ signal: 'success', at: NOON }, 'zz');
      expect(new Set((await subject().store.readBeats()).keys())).toEqual(new Set(['a', '0-9', 'zz']));
    });
  });
}
