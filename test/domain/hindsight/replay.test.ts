import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Override } from '../../../shared/domain/alerting/override.ts';
import type { Verdict } from '../../../shared/domain/checks/result.ts';
import { replay } from '../../../shared/domain/hindsight/replay.ts';
import { targetText } from '../../../shared/domain/messages/target-text.ts';
import type { Route } from '../../../shared/domain/monitor.ts';
import { WHOLE_FLEET } from '../../../shared/domain/time/slot.ts';
import { runNotifier } from '../../../shared/notify/run-notifier.ts';
import type { Message, Probe } from '../../../shared/ports.ts';
import { runTick } from '../../../shared/tick/run-tick.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { promised } from '../../sim/promised-store.ts';
import { aFleet, aMonitor, anHttpTarget, aResult, MINUTE, NOON } from '../builders.ts';

const IDS = ['gateway', 'child', 'rota'] as const;
const contact = (id: string) => ({ kind: 'sns' as const, id, email: [`${id}@example.org`], sms: [] });

const fleetWith = (routes: readonly Route[], policy: { failureThreshold: number; failureWindow?: number }) =>
  aFleet({
    contacts: ['oncall', 'boss', 'team'].map(contact),
    monitors: IDS.map((id) =>
      aMonitor({
        id,
        name: id,
        target: anHttpTarget({ url: `https://${id}.example/` }),
        policy: {
          ...policy,
          recoveryThreshold: 2,
          flapping: { openings: 3, windowMs: 60 * MINUTE, stableMs: 5 * MINUTE },
        },
        alert: { to: id === 'child' ? ['oncall'] : [], severity: 'critical' },
        ...(id === 'child' && { dependsOn: ['gateway'] }),
      }),
    ),
    routes,
    alerting: { groupWaitMs: 2 * MINUTE, stormSize: 3 },
  });

/** The real use cases on a store in memory, a tick and a pass of the notifier each minute. */
async function live(
  fleet: ReturnType<typeof fleetWith>,
  minutes: readonly (readonly Verdict[])[],
  overrides: Override[],
) {
  const clock = { time: NOON, now: () => clock.time, sleep: async () => {} };
  const memory = new MemoryStore({ clock });
  const store = promised(memory);
  for (const override of overrides) await store.putOverride(override);
  const log = { info() {}, warn() {}, error: console.error };
  const said: string[] = [];
  let verdicts: readonly Verdict[] = [];
  const probe: Probe = async (target) => {
    const verdict = verdicts[IDS.findIndex((id) => targetText(target).includes(id))];
    const { failure } = aResult(verdict ?? 'up');
    return { timings: { total: 12 }, redirects: [], at: clock.time, ...(failure && { failure }), ...upOf(verdict) };
  };
  const send = async ({ id }: { id: string }, message: Message) => {
    for (const { kind, incident } of message.notifications) {
      said.push(`${clock.time} ${id} ${kind} ${incident.monitorId} ${message.reason}`);
    }
  };
  const deps = { store, logbook: store, clock, log, probe, secrets: { read: async () => '' } };
  for (const [minute, each] of minutes.entries()) {
    verdicts = each;
    const slot = NOON + minute * MINUTE;
    clock.time = slot;
    await runTick(
      { ...deps, metrics: { publishTick: async () => {} } },
      { fleet, slot, tickMs: MINUTE, cell: WHOLE_FLEET, region: 'test', startSpreadMs: MINUTE },
    );
    await runNotifier({ ...deps, senders: { sns: send } }, { fleet, claimMs: 30_000 });
  }
  return { said, ticks: await store.readTicks(WHOLE_FLEET, 'test', 0, clock.time) };
}

const upOf = (verdict: Verdict | undefined) =>
  verdict === 'up' || verdict === undefined ? { http: { version: '1.1', status: 200, headers: {} } } : {};

const anOverride = fc.record({
  kind: fc.constantFrom<Override['kind']>('silence', 'maintenance', 'pause'),
  scope: fc.constantFrom<Override['scope']>({ kind: 'everything' }, { kind: 'monitor', name: 'rota' }),
  from: fc.nat(40).map((minute) => NOON + minute * MINUTE),
  lasting: fc.integer({ min: 1, max: 20 }),
});

describe('a replay', () => {
  it('says what the tick and the notifier say, whatever was seen', async () => {
    const kinds = new Set<string>();
    const verdict = fc.constantFrom<Verdict>('up', 'up', 'up', 'down', 'down', 'unknown');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(verdict, verdict, verdict), { minLength: 5, maxLength: 60, size: 'max' }),
        fc.array(anOverride, { maxLength: 2 }),
        fc.constantFrom({ failureThreshold: 1 }, { failureThreshold: 2 }, { failureThreshold: 2, failureWindow: 4 }),
        async (minutes, drawn, policy) => {
          const routes: Route[] = [
            {
              id: 'pages',
              match: {},
              to: ['oncall'],
              escalate: [{ afterMs: 5 * MINUTE, to: ['boss'] }],
              remindMs: 7 * MINUTE,
            },
            { id: 'daily', match: {}, to: ['team'], digest: { at: '12:20', zone: 'UTC' } },
          ];
          const fleet = fleetWith(routes, policy);
          const overrides = drawn.map(({ lasting, ...each }, index) => ({
            ...each,
            id: `o${index}`,
            by: 'ada',
            until: each.from + lasting * MINUTE,
          }));
          const { said, ticks } = await live(fleet, minutes, overrides);
          const replayed = replay({ fleet, ticks, overrides, until: NOON + (minutes.length - 1) * MINUTE });
          const texts = replayed.said.map(
            ({ at, contactId, kind, monitorId, reason }) => `${at} ${contactId} ${kind} ${monitorId} ${reason}`,
          );
          expect(texts.sort()).toEqual(said.sort());
          for (const { kind, reason } of replayed.said) kinds.add(`${kind} ${reason}`);
        },
      ),
      { numRuns: 150, seed: 20261122 },
    );
    expect([...kinds]).toEqual(
      expect.arrayContaining(['down group', 'recovered single', 'reminder single', 'down digest', 'closed single']),
    );
  });
});
