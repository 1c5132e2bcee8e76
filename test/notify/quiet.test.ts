import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFleet, aMonitor, MINUTE, NOON } from '../domain/builders.ts';
import { type Answer, openWorld, type World } from '../tick/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.fleet = aFleet({
    contacts: ['oncall', 'team'].map((id) => ({ kind: 'sns', id, email: [`${id}@example.org`], sms: [] })),
    monitors: [aMonitor({ policy: { failureThreshold: 1, recoveryThreshold: 1 } })],
    routes: [{ id: 'daily', match: {}, to: ['team'], digest: { at: '08:00', zone: 'UTC' } }],
  });
});
afterEach(() => world.close());

const at = (minute: number): number => NOON + minute * MINUTE;

/** A tick and a pass of the notifier in each minute. */
async function minutes(start: number, answers: readonly Answer[]): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    world.answer(answer);
    await world.tick(at(start + index));
    await world.notify();
  }
}

const silence = (from: number, until: number) =>
  world.logbook.putOverride({
    id: 'quiet',
    kind: 'silence',
    scope: { kind: 'everything' },
    from: at(from),
    until: at(until),
    by: 'ada',
  });

describe('what began and ended in a silence', () => {
  it('is not told after it, also where an earlier incident still has something to say', async () => {
    await minutes(0, ['broken', 'ok']);
    await silence(2, 5);
    await minutes(2, ['broken', 'ok', 'ok', 'ok', 'ok']);
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
    // The first incident waits for the digest; the second one is dealt with.
    expect((await world.store.readState('rota'))?.state.incidents).toHaveLength(1);
  });

  it('is not told when nobody looked before it was over', async () => {
    await silence(0, 3);
    await world.ticks(at(0), ['broken', 'ok', 'ok', 'ok', 'ok']);
    await world.notify();
    expect(world.told).toEqual([]);
  });
});

describe('what is newly down when a silence ends', () => {
  it('is told once, and so is its end', async () => {
    await silence(0, 3);
    await minutes(0, ['broken', 'broken', 'broken', 'broken', 'broken', 'ok', 'ok']);
    expect(world.told.map(({ kind, contactId }) => `${kind} ${contactId}`)).toEqual([
      'down oncall',
      'recovered oncall',
    ]);
  });
});

describe('somebody who has acknowledged', () => {
  it('keeps the second contact from being called', async () => {
    world.fleet = aFleet({
      contacts: world.fleet.contacts,
      monitors: [
        aMonitor({
          policy: { failureThreshold: 1 },
          alert: { to: ['oncall'], severity: 'critical', escalate: [{ afterMs: 2 * MINUTE, to: ['team'] }] },
        }),
      ],
    });
    await minutes(0, ['broken']);
    const [incident] = (await world.store.readState('rota'))?.state.incidents ?? [];
    const remark = { incidentId: incident?.id ?? '', kind: 'acknowledged', at: at(1), by: 'ada' } as const;
    await world.logbook.addRemark(remark);
    await minutes(1, ['broken', 'broken', 'broken']);
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });
});
