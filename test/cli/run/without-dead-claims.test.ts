import { describe, expect, it, onTestFinished } from 'vitest';
import { withoutDeadClaims } from '../../../cli/run/without-dead-claims.ts';
import { NOON } from '../../domain/builders.ts';
import { openWorld } from '../../tick/world.ts';

/** An outage that is confirmed, whose message somebody has claimed and never sent. */
async function claimedOutage() {
  const world = await openWorld();
  onTestFinished(world.close);
  await world.ticks(NOON, ['broken', 'broken', 'broken']);
  const incident = (await world.store.readState('rota'))?.state.incidents[0]?.id ?? '';
  const now = world.clock.now();
  await world.store.claimMessage('rota', incident, `${incident}/down/oncall`, now, now + 20_000);
  return world;
}

describe('the claim of a process that was killed', () => {
  it('holds a message back where others may be at work', async () => {
    const world = await claimedOutage();
    await world.notify();
    expect(world.toldSoFar()).toEqual([]);
  });

  it('holds nothing back where this process is alone', async () => {
    const world = await claimedOutage();
    world.store = withoutDeadClaims(world.store);
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('does not make a message that was sent go out again', async () => {
    const world = await claimedOutage();
    world.store = withoutDeadClaims(world.store);
    await world.notify();
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('does not shorten the wait before another attempt', async () => {
    const world = await claimedOutage();
    world.store = withoutDeadClaims(world.store);
    const send = world.send;
    world.send = async () => {
      throw new Error('the receiver is away');
    };
    await world.notify();
    world.send = send;
    await world.notify();
    expect(world.toldSoFar()).toEqual([]);
  });
});
