import { describe, expect, it } from 'vitest';
import { isInCell, WHOLE_FLEET } from '../../../shared/domain/time/slot.ts';
import { incidentOf, MINUTE_MS, NOON, REGION, stateWith } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function stateContract(subject: () => StoreUnderTest): void {
  const commit = (monitorId: string, version: number, phase: 'up' | 'suspect' = 'up') =>
    subject().store.commitState(monitorId, { state: stateWith([], { phase }) }, version);

  describe('a state row', () => {
    it('is not there before its first commit', async () => {
      expect(await subject().store.readState('rota')).toBeUndefined();
    });

    it('gives back what was committed, incidents and all', async () => {
      const incident = incidentOf('rota', NOON);
      const closing = { reason: 'recovered', at: NOON + MINUTE_MS, upSince: NOON } as const;
      const state = stateWith([{ ...incidentOf('rota', NOON - MINUTE_MS), closing }, incident], {
        phase: 'recovering',
        vantages: {
          [REGION]: {
            phase: 'suspect',
            since: NOON,
            foldedUntil: NOON,
            trial: { results: [{ slot: NOON, isFailure: true }] },
          },
        },
      });
      expect(await subject().store.commitState('rota', { state, attention: NOON }, 0)).toBe(true);
      const row = { monitorId: 'rota', version: 1, state, attention: NOON, marks: {} };
      expect(await subject().store.readState('rota')).toEqual(row);
      expect(await subject().store.readStates(WHOLE_FLEET)).toEqual([row]);
    });

    it('is created once', async () => {
      expect(await commit('rota', 0)).toBe(true);
      expect(await commit('rota', 0, 'suspect')).toBe(false);
      expect(await subject().store.readState('rota')).toMatchObject({ version: 1, state: { phase: 'up' } });
    });

    it('counts its versions and refuses a commit that was made from an older one', async () => {
      await commit('rota', 0);
      expect(await commit('rota', 1, 'suspect')).toBe(true);
      expect(await commit('rota', 1, 'up')).toBe(false);
      expect(await subject().store.readState('rota')).toMatchObject({ version: 2, state: { phase: 'suspect' } });
    });

    it('does not come to life by a commit that expects it to exist', async () => {
      expect(await commit('rota', 1)).toBe(false);
      expect(await subject().store.readState('rota')).toBeUndefined();
    });

    it('lets exactly one of two simultaneous commits of the same version through', async () => {
      for (const version of [0, 1, 2, 3]) {
        const held = await Promise.all([commit('rota', version), commit('rota', version, 'suspect')]);
        expect(held.filter(Boolean)).toHaveLength(1);
      }
      expect((await subject().store.readState('rota'))?.version).toBe(4);
    });

    it('is deleted only in the version that was read', async () => {
      await commit('rota', 0);
      await commit('rota', 1);
      expect(await subject().store.deleteState('rota', 1)).toBe(false);
      expect(await subject().store.deleteState('rota', 2)).toBe(true);
      expect(await subject().store.readState('rota')).toBeUndefined();
      expect(await subject().store.deleteState('rota', 2)).toBe(false);
    });

    it('belongs to one cell, the same that the domain says', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `shop-${index}`);
      for (const id of ids) await commit(id, 0);
      for (const count of [1, 3]) {
        for (let index = 0; index < count; index++) {
          const cell = { index, count };
          const found = (await subject().store.readStates(cell)).map((row) => row.monitorId);
          expect(found.toSorted()).toEqual(ids.filter((id) => isInCell(cell, id)).toSorted());
        }
      }
    });

    it('is read with all others of its cell, however many pages they take', async () => {
      const ids = Array.from({ length: 30 }, (_, index) => `wordy-${index}`);
      const failure = { code: 'assertion_failed', message: 'x'.repeat(50_000) } as const;
      for (const id of ids) {
        await subject().store.commitState(id, { state: stateWith([incidentOf(id, NOON, { failure })]) }, 0);
      }
      expect(await subject().store.readStates(WHOLE_FLEET)).toHaveLength(ids.length);
    });
  });
}
