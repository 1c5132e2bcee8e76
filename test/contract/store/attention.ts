import { describe, expect, it, vi } from 'vitest';
import { MINUTE_MS, NOON, stateWith } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function attentionContract(subject: () => StoreUnderTest): void {
  const commit = (monitorId: string, version: number, attention?: number) =>
    subject().store.commitState(
      monitorId,
      { state: stateWith(), ...(attention !== undefined && { attention }) },
      version,
    );
  /** An index may lag, so it is given a while to come to what is expected. */
  const attentionBecomes = (ids: string[]) =>
    vi.waitFor(async () => expect(await subject().store.readAttention()).toEqual(ids), { timeout: 5000 });

  describe('attention', () => {
    it('lists the monitors that have it, the longest waiting first', async () => {
      await commit('quiet', 0);
      await commit('second', 0, NOON + MINUTE_MS);
      await commit('first', 0, NOON);
      await attentionBecomes(['first', 'second']);
    });

    it('ends when a commit does not ask for it', async () => {
      await commit('rota', 0, NOON);
      await attentionBecomes(['rota']);
      await commit('rota', 1);
      await attentionBecomes([]);
      expect(await subject().store.readState('rota')).not.toHaveProperty('attention');
    });

    it('stays when a commit loses its race', async () => {
      await commit('rota', 0, NOON);
      expect(await commit('rota', 0)).toBe(false);
      await attentionBecomes(['rota']);
    });

    it('ends with its row', async () => {
      await commit('rota', 0, NOON);
      await subject().store.deleteState('rota', 1);
      await attentionBecomes([]);
    });
  });
}
