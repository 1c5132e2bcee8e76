import { beforeEach, describe, expect, it } from 'vitest';
import { type Mark, markKey } from '../../../shared/domain/alerting/notification.ts';
import { incidentOf, MINUTE_MS, NOON, stateWith } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

const INCIDENT = incidentOf('rota', NOON);
const NEXT = incidentOf('rota', NOON + 10 * MINUTE_MS);
const KEY = markKey(INCIDENT.id, 'down', 'on-call.team');
const OTHER_KEY = markKey(INCIDENT.id, 'down', 'duty');
const UNTIL = NOON + MINUTE_MS;

export function messageContract(subject: () => StoreUnderTest): void {
  const claim = (now = NOON, until = UNTIL, key = KEY) =>
    subject().store.claimMessage('rota', INCIDENT.id, key, now, until);
  const mark = (value: Mark, key = KEY) => subject().store.markMessage('rota', INCIDENT.id, key, value);
  const marks = async () => (await subject().store.readState('rota'))?.marks;
  const commit = (version: number, ...incidents: (typeof INCIDENT)[]) =>
    subject().store.commitState('rota', { state: stateWith(incidents), attention: NOON }, version);

  describe('a message', () => {
    beforeEach(async () => {
      await commit(0, INCIDENT);
    });

    it('can be claimed once', async () => {
      expect(await claim()).toBe(true);
      expect(await claim(NOON + 1, UNTIL + 1)).toBe(false);
      expect(await marks()).toEqual({ [KEY]: { attempts: 1, claimedUntil: UNTIL } });
    });

    it('goes to exactly one of those who claim it at the same time', async () => {
      const first = await Promise.all([claim(), claim(), claim()]);
      expect(first.filter(Boolean)).toHaveLength(1);
      const afterExpiry = await Promise.all([
        claim(UNTIL, UNTIL + 1),
        claim(UNTIL, UNTIL + 1),
        claim(UNTIL, UNTIL + 1),
      ]);
      expect(afterExpiry.filter(Boolean)).toHaveLength(1);
    });

    it('can be claimed again when the claim has expired, which counts as another attempt', async () => {
      await claim();
      expect(await claim(UNTIL, UNTIL + MINUTE_MS)).toBe(true);
      expect(await marks()).toEqual({ [KEY]: { attempts: 2, claimedUntil: UNTIL + MINUTE_MS } });
    });

    it('waits until its retry is due, and then forgets that it waited', async () => {
      await claim();
      await mark({ attempts: 1, retryAt: NOON + 30_000 });
      expect(await claim(NOON + 29_999)).toBe(false);
      expect(await claim(NOON + 30_000)).toBe(true);
      expect(await marks()).toEqual({ [KEY]: { attempts: 2, claimedUntil: UNTIL } });
    });

    it.each<[string, Mark]>([
      ['sent', { attempts: 1, sentAt: NOON + 5 }],
      ['given up', { attempts: 9, gaveUp: 'the address does not exist' }],
    ])('is never claimed again once it is %s', async (_name, outcome) => {
      await claim();
      expect(await mark(outcome)).toBe(true);
      expect(await claim(UNTIL + 1, UNTIL + 2)).toBe(false);
      expect(await marks()).toEqual({ [KEY]: outcome });
    });

    it('stays sent when somebody slow reports a failure afterwards', async () => {
      await mark({ attempts: 2, sentAt: NOON + 5 });
      expect(await mark({ attempts: 1, retryAt: NOON + 30_000 })).toBe(false);
      expect(await marks()).toEqual({ [KEY]: { attempts: 2, sentAt: NOON + 5 } });
    });

    it('cannot be claimed or marked when its incident is not held', async () => {
      const { store } = subject();
      const gone = markKey(NEXT.id, 'down', 'duty');
      expect(await store.claimMessage('rota', NEXT.id, gone, NOON, UNTIL)).toBe(false);
      expect(await store.markMessage('rota', NEXT.id, gone, { attempts: 1, sentAt: NOON })).toBe(false);
      expect(await store.claimMessage('nobody', INCIDENT.id, KEY, NOON, UNTIL)).toBe(false);
      expect(await store.readState('nobody')).toBeUndefined();
      expect(await marks()).toEqual({});
    });

    it('leaves other messages, the state and its version alone', async () => {
      const before = await subject().store.readState('rota');
      await Promise.all([claim(), claim(NOON, UNTIL, OTHER_KEY)]);
      const claimed = { attempts: 1, claimedUntil: UNTIL };
      expect(await subject().store.readState('rota')).toEqual({
        ...before,
        marks: { [KEY]: claimed, [OTHER_KEY]: claimed },
      });
    });

    it('keeps its mark through a commit that still holds the incident', async () => {
      await mark({ attempts: 1, sentAt: NOON });
      expect(await commit(1, INCIDENT, NEXT)).toBe(true);
      expect(await marks()).toEqual({ [KEY]: { attempts: 1, sentAt: NOON } });
    });

    it('keeps its mark when the mark and a commit are made at the same time', async () => {
      for (let version = 1; version <= 10; version++) {
        const key = markKey(INCIDENT.id, 'down', `contact-${version}`);
        const both = await Promise.all([mark({ attempts: 1, sentAt: NOON }, key), commit(version, INCIDENT)]);
        expect(both).toEqual([true, true]);
      }
      expect(Object.keys((await marks()) ?? {})).toHaveLength(10);
    });

    it('loses its mark together with the incident, and the next incident begins afresh', async () => {
      await mark({ attempts: 1, sentAt: NOON });
      await commit(1, NEXT);
      expect(await marks()).toEqual({});
      expect(await claim()).toBe(false);
      const nextKey = markKey(NEXT.id, 'down', 'duty');
      expect(await subject().store.claimMessage('rota', NEXT.id, nextKey, NOON, UNTIL)).toBe(true);
      await commit(2);
      await commit(3, NEXT);
      expect(await marks()).toEqual({});
    });
  });
}
