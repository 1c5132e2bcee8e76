import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GIVE_UP_AFTER_MS } from '../../shared/notify/deliver.ts';
import { runNotifier } from '../../shared/notify/run-notifier.ts';
import { aFleet, aMonitor, MINUTE, NOON } from '../domain/builders.ts';
import { openWorld, refuse, type World } from '../tick/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const at = (minute: number): number => NOON + minute * MINUTE;
const outage = ['broken', 'broken', 'broken'] as const;

describe('the notifier', () => {
  it('tells of an outage once and of its end once, however often it runs', async () => {
    await world.ticks(at(0), outage);
    for (let pass = 0; pass < 3; pass++) await world.notify();
    await world.ticks(at(3), ['ok', 'ok']);
    for (let pass = 0; pass < 3; pass++) await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall']);
    expect(await world.store.readAttention()).toEqual([]);
    expect((await world.store.readState('rota'))?.state.incidents).toEqual([]);
  });

  it('says nothing of fewer failures than the threshold', async () => {
    await world.ticks(at(0), ['ok', 'broken', 'broken', 'ok', 'broken', 'broken', 'ok']);
    await world.notify();
    expect(world.told).toEqual([]);
  });

  it('tells the whole story in order when it wakes up late', async () => {
    await world.ticks(at(0), [...outage, 'ok', 'ok', ...outage]);
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'recovered oncall', 'down oncall']);
    expect(new Set(world.told.map(({ eventId }) => eventId)).size).toBe(3);
  });

  it('keeps a book of incidents', async () => {
    await world.ticks(at(0), outage);
    await world.notify();
    expect(await world.store.readIncidents(at(0))).toEqual([
      expect.not.objectContaining({ closing: expect.anything() }),
    ]);
    await world.ticks(at(3), ['ok', 'ok']);
    await world.notify();
    expect(await world.store.readIncidents(at(0))).toEqual([
      expect.objectContaining({
        id: 'rota-20261122T120200Z',
        closing: expect.objectContaining({ reason: 'recovered' }),
      }),
    ]);
  });

  it('tries again later when a message is refused for now', async () => {
    await world.ticks(at(0), outage);
    world.send = refuse(false);
    expect(await world.notify()).toMatchObject({ sent: 0, failed: 1 });
    world.send = async () => {};
    expect(await world.notify()).toMatchObject({ sent: 0, failed: 0 });
    world.clock.current += 5000;
    expect(await world.notify()).toMatchObject({ sent: 1 });
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('gives up at once, and says so as an error, when a message is refused for good', async () => {
    await world.ticks(at(0), outage);
    world.send = refuse(true);
    await world.notify();
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'A message will never arrive' }),
    );
    expect(await world.store.readAttention()).toEqual([]);
    world.send = async () => {};
    await world.ticks(at(3), ['ok', 'ok']);
    await world.notify();
    expect(world.told).toEqual([]);
  });

  it('gives up on news that is a day old', async () => {
    await world.ticks(at(0), outage);
    world.send = refuse(false);
    world.clock.current += GIVE_UP_AFTER_MS + MINUTE;
    await world.notify();
    expect(await world.store.readAttention()).toEqual([]);
  });

  it('sends once when two run at the same time', async () => {
    await world.ticks(at(0), outage);
    await Promise.all([world.notify(), world.notify(), world.notify()]);
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('sends after the claim of one that died has expired', async () => {
    await world.ticks(at(0), outage);
    const { markMessage } = world.store;
    world.send = () => Promise.reject(new Error('killed before sending'));
    world.store = { ...world.store, markMessage: () => Promise.reject(new Error('killed')) };
    await world.notify();
    world.store = { ...world.store, markMessage };
    world.send = async () => {};
    await world.notify();
    expect(world.told).toEqual([]);
    world.clock.current += 30_000;
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall']);
  });

  it('sends a copy with the same event id when it died between sending and marking', async () => {
    await world.ticks(at(0), outage);
    const { markMessage } = world.store;
    world.store = { ...world.store, markMessage: () => Promise.reject(new Error('killed')) };
    await world.notify();
    world.store = { ...world.store, markMessage };
    world.clock.current += 30_000;
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down oncall', 'down oncall']);
    expect(new Set(world.told.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('tells each contact of the route, and one in trouble does not hold up the others', async () => {
    world.fleet = {
      ...world.fleet,
      monitors: [aMonitor({ alert: { to: ['oncall', 'boss'], severity: 'critical' } })],
      contacts: [...world.fleet.contacts, { kind: 'sns', id: 'boss', email: ['boss@example.org'], sms: [] }],
    };
    await world.ticks(at(0), outage);
    world.send = async (contact) => {
      if (contact.id === 'oncall') await refuse(false)();
    };
    await world.notify();
    expect(world.toldSoFar()).toEqual(['down boss']);
    expect(await world.store.readAttention()).toEqual(['rota']);
  });

  it('gives each outage that is open its own link, and asks for links once in a pass', async () => {
    const monitors = ['rota', 'desk'].map((id) => aMonitor({ id, policy: { failureThreshold: 1 } }));
    world.fleet = { ...world.fleet, monitors };
    await world.ticks(at(0), ['broken']);
    let asked = 0;
    const acknowledgeLinks = async () => {
      asked += 1;
      return (incidentId: string, now: number) => `https://status.example.org/${incidentId}?${now}`;
    };
    await world.notify({ acknowledgeLinks });
    const { current: now } = world.clock;
    const links = world.told.map(({ notification }) => notification.acknowledgeUrl).sort();
    expect(links).toEqual(['desk', 'rota'].map((id) => `https://status.example.org/${id}-20261122T120000Z?${now}`));
    await world.ticks(at(1), ['ok', 'ok']);
    await world.notify({ acknowledgeLinks });
    expect(world.told.slice(2).map(({ notification }) => notification.acknowledgeUrl)).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
  });

  it('says as an error that a contact of the route does not exist, and lets go', async () => {
    world.fleet = { ...world.fleet, contacts: [] };
    await world.ticks(at(0), outage);
    await world.notify();
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ reason: 'contact_unknown' }) }),
    );
    expect(await world.store.readAttention()).toEqual([]);
  });
});

describe('a contact that does not answer', () => {
  it('keeps no other waiting, and is not called more than a few times at once', async () => {
    const contacts = ['slow', 'oncall'].map((id) => ({
      kind: 'pagerduty' as const,
      id,
      routingKey: 'key',
      region: 'us' as const,
    }));
    const monitors = Array.from({ length: 20 }, (_, index) =>
      aMonitor({
        id: `m${index}`,
        policy: { failureThreshold: 1 },
        alert: { to: ['slow', 'oncall'], severity: 'critical' },
      }),
    );
    world.fleet = aFleet({ contacts, monitors });
    await world.ticks(at(0), ['broken']);
    let calling = 0;
    let most = 0;
    let reached = 0;
    const hung = Promise.withResolvers<void>();
    const pass = runNotifier(
      {
        store: world.store,
        logbook: world.logbook,
        clock: world.clock,
        log: { info() {}, warn() {}, error() {} },
        senders: {
          pagerduty: async ({ id }) => {
            if (id === 'oncall') {
              reached += 1;
              if (reached === monitors.length) hung.resolve();
              return;
            }
            calling += 1;
            most = Math.max(most, calling);
            await hung.promise;
            calling -= 1;
          },
        },
      },
      { fleet: world.fleet, claimMs: 30_000 },
    );
    expect(await pass).toMatchObject({ sent: 40, failed: 0 });
    expect(most).toBe(4);
  });
});
