import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { makeHandler, type NotifierHandlerDeps } from '../../functions/notifier/handler.ts';
import type { Notification, Store } from '../../shared/ports.ts';
import { aFleet, anIncident, NOON } from '../domain/builders.ts';

const CLOCK = { now: () => NOON, sleep: async () => {} };

/** One row that has work, and takes every claim. */
function aStore(claims: number[]): Store {
  const state = { phase: 'down', since: NOON, vantages: {}, incidents: [anIncident()] } as const;
  const store: Partial<Store> = {
    readAttention: async () => ['rota'],
    readState: async (monitorId) => ({ monitorId, version: 1, state, attention: NOON, marks: {} }),
    putIncident: async () => {},
    claimMessage: async (_monitor, _incident, _key, _now, until) => claims.push(until) > 0,
    markMessage: async () => true,
    commitState: async () => true,
  };
  return store as Store;
}

function aHandler(changes: Partial<NotifierHandlerDeps> = {}) {
  const sent: Notification[] = [];
  const logged: string[] = [];
  const claims: number[] = [];
  const log = (message: string) => {
    logged.push(message);
  };
  const handler = makeHandler({
    store: aStore(claims),
    logbook: { readOverrides: async () => [], readRemarks: async () => [] },
    senders: {
      sns: async (_contact, { notifications }) => {
        sent.push(...notifications);
      },
      webhook: async () => {},
    },
    clock: CLOCK,
    log: { info: log, warn: log, error: log },
    fleet: aFleet(),
    statusUrl: 'https://status.example.org/status.json',
    ...changes,
  });
  return { handler: () => handler({}, {} as Context), sent, logged, claims };
}

describe('the notifier function', () => {
  it('sends what is due, and tells where to look', async () => {
    const { handler, sent } = aHandler();
    expect(await handler()).toEqual({ attended: 1, sent: 1, failed: 0 });
    expect(sent).toMatchObject([{ kind: 'down', statusUrl: 'https://status.example.org/status.json' }]);
  });

  it('holds a claim for longer than the 45 seconds that it may run', async () => {
    const { handler, claims } = aHandler();
    await handler();
    expect(claims).toEqual([NOON + 60_000]);
  });

  it('says nothing in the log when there is nothing to do', async () => {
    const { handler, logged } = aHandler({ store: { readAttention: async () => [] as string[] } as Store });
    expect(await handler()).toEqual({ attended: 0, sent: 0, failed: 0 });
    expect(logged).toEqual([]);
  });

  it('logs what went wrong, and lets Lambda count it', async () => {
    const broken = { readAttention: () => Promise.reject(new Error('no table')) } as unknown as Store;
    const { handler, logged } = aHandler({ store: broken });
    await expect(handler()).rejects.toThrow('no table');
    expect(logged).toEqual(['The notifier failed; the next pass tries again']);
  });
});
