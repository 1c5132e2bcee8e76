import { describe, expect, it } from 'vitest';
import { renderExplanation } from '../../cli/screen/explanation.ts';
import { unpainted } from '../../cli/screen/paint.ts';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import type { Override } from '../../shared/domain/alerting/override.ts';
import type { Alert } from '../../shared/domain/monitor.ts';
import { isInCell } from '../../shared/domain/time/slot.ts';
import { explainMonitor } from '../../shared/explain/explain-monitor.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import { aMonitor, anHttpTarget, MINUTE } from '../domain/builders.ts';
import { at, aWorld, depsOf, explained, messagesOf, nextOf } from './setting.ts';

const open = aWorld();
const outage = ['broken', 'broken', 'broken'] as const;
const contact = (id: string): Contact => ({ kind: 'sns', id, email: [`${id}@example.org`], sms: [] });
const ID = 'rota-20261122T120200Z';

const escalating: Alert = {
  to: ['oncall'],
  severity: 'critical',
  escalate: [{ afterMs: 15 * MINUTE, to: ['boss'] }],
  remindMs: 60 * MINUTE,
};
const contacts = [contact('oncall'), contact('boss')];

const silence: Override = {
  id: 'abc',
  kind: 'silence',
  scope: { kind: 'monitor', name: 'rota' },
  from: at(0),
  until: at(30),
  by: 'Ada',
  note: 'a release',
};

describe('what is explained of a monitor', () => {
  it('that is up: since when, and what it would take to go down', async () => {
    const world = await open();
    await world.ticks(at(0), ['ok', 'ok']);
    const told = await explained(world);
    expect(told).toMatchObject({ phase: 'up', since: at(0), incidents: [], caveats: [] });
    expect(told.rule).toEqual({ failures: 3, successes: 2, intervalMs: MINUTE, retryIntervalMs: MINUTE });
    expect(nextOf(told)).toEqual(['2: it is checked', '4: if the next 3 checks fail, it is DOWN: oncall is told']);
    expect(told).not.toHaveProperty('quiet');
  });

  it('that is suspect: which failures count, and that one more is too many', async () => {
    const world = await open();
    await world.ticks(at(0), ['ok', 'broken', 'broken']);
    const told = await explained(world);
    expect(told).toMatchObject({ phase: 'suspect', since: at(1), regions: [{ sight: 'suspect', counted: 2 }] });
    expect(told.checks.map(({ verdict, isCounted }) => `${verdict} ${isCounted}`)).toEqual([
      'up false',
      'down true',
      'down true',
    ]);
    expect(nextOf(told)).toContain('3: if the next check fails, it is DOWN: oncall is told');
  });

  it('that fails now and then: how many of the last checks may', async () => {
    const world = await open({ monitors: [aMonitor({ policy: { failureThreshold: 3, failureWindow: 5 } })] });
    await world.ticks(at(0), ['ok', 'broken', 'ok', 'broken', 'ok']);
    const told = await explained(world);
    expect(told.rule).toMatchObject({ failures: 3, window: 5 });
    expect(told).toMatchObject({ phase: 'suspect', regions: [{ counted: 2 }] });
    expect(nextOf(told)).toContain('5: if the next check fails, it is DOWN: oncall is told');
  });

  it('that is down: who was told when and by which way, who will be, and that somebody may stop it', async () => {
    const world = await open({ contacts, monitors: [aMonitor({ alert: escalating })] });
    await world.ticks(at(0), outage);
    await world.notify();
    const told = await explained(world);
    expect(told.incidents[0]?.messages).toMatchObject([
      { contactId: 'oncall', contactKind: 'sns', via: 'monitor', reason: 'sent_already', sentAt: at(2) + 1000 },
      { kind: 'reminder', reason: 'waits_for_reminder', until: at(62) + 1000 },
      {
        contactId: 'boss',
        reason: 'waits_for_escalation',
        sentence: 'goes out at 12:17:00 UTC if nobody has acknowledged the incident by then',
      },
    ]);
    expect(nextOf(told)).toEqual([
      '3: it is checked',
      '4: if the next 2 checks succeed, it is UP again: oncall is told',
      '17: DOWN goes to boss, if it is still down and nobody has acknowledged it',
      `${62 + 1 / 60}: STILL DOWN goes to oncall, if it is still down and nobody has acknowledged it`,
    ]);
  });

  it('that was escalated, and that somebody is on', async () => {
    const world = await open({ contacts, monitors: [aMonitor({ alert: escalating })] });
    await world.ticks(at(0), outage);
    await world.notify();
    await world.tick(at(17));
    await world.notify();
    expect(messagesOf(await explained(world))).toContain('down boss sent_already');
    await world.logbook.addRemark({ incidentId: ID, kind: 'acknowledged', at: at(18), by: 'Ada' });
    world.clock.current = at(19);
    const told = await explained(world);
    expect(told.incidents[0]?.acknowledgement).toMatchObject({ by: 'Ada' });
    expect(messagesOf(told)).toContain('reminder oncall acknowledged');
    expect(nextOf(told).join()).not.toContain('STILL DOWN');
  });

  it('that nobody is told of, since it is silenced: by whom, until when, and what happens then', async () => {
    const world = await open();
    await world.logbook.putOverride(silence);
    await world.ticks(at(0), outage);
    await world.notify();
    const told = await explained(world);
    expect(world.told).toEqual([]);
    expect(told.quiet).toMatchObject({ reason: 'silenced', by: 'Ada: a release', until: at(30) });
    expect(told.incidents[0]?.messages).toMatchObject([
      { reason: 'silenced', sentence: 'is held back by a silence (Ada: a release) until 12:30:00 UTC' },
    ]);
    expect(nextOf(told)).toEqual(
      expect.arrayContaining([
        '30: DOWN goes to oncall, if it is still down',
        '30: the silence ends (Ada: a release)',
        '4: if the next 2 checks succeed, it is UP again: nobody is told, since nobody was told that it is down',
      ]),
    );
  });

  it('that is up and silenced: an outage now would not be told', async () => {
    const world = await open();
    await world.logbook.putOverride(silence);
    await world.ticks(at(0), ['ok']);
    const told = await explained(world);
    expect(told.quiet?.sentence).toBe('is held back by a silence (Ada: a release) until 12:30:00 UTC');
    expect(nextOf(told)).toContain(
      '3: if the next 3 checks fail, it is DOWN: the message to oncall is held back by a silence (Ada: a release) until 12:30:00 UTC',
    );
  });

  it('that is up again, of which the end is held back: it goes out although nothing is down any more', async () => {
    const world = await open();
    await world.ticks(at(0), outage);
    await world.notify();
    await world.logbook.putOverride({ ...silence, from: at(3) });
    await world.ticks(at(3), ['ok', 'ok']);
    await world.notify();
    const told = await explained(world);
    expect(messagesOf(told)).toEqual(['down oncall sent_already', 'recovered oncall silenced']);
    expect(nextOf(told)).toContain('30: RECOVERED goes to oncall');
  });

  it('that depends on one that is down', async () => {
    const parent = aMonitor({ id: 'gateway', name: 'Gateway' });
    const child = aMonitor({
      dependsOn: ['gateway'],
      target: anHttpTarget({ url: 'https://rota.example.org/child/' }),
    });
    const world = await open({ monitors: [parent, child] });
    world.answer('broken', '/child/');
    await world.ticks(at(0), outage);
    await world.notify();
    expect(messagesOf(await explained(world, 'gateway'))).toEqual(['down oncall sent_already']);
    const told = await explained(world);
    expect(told).toMatchObject({ phase: 'down', quiet: { reason: 'parent_down', by: 'Gateway' } });
    expect(messagesOf(told)).toEqual(['down oncall parent_down']);
    const then = await explained(world, 'rota', at(2));
    expect(then.quiet).toMatchObject({ reason: 'parent_down', by: 'Gateway' });
  });

  it('whose route has hours, and these have not come', async () => {
    const hours = [{ days: ['mon'], from: '09:00', to: '17:00', zone: 'Etc/UTC' }] as const;
    const world = await open({
      monitors: [aMonitor({ alert: { to: [], severity: 'warning' } })],
      routes: [{ id: 'office', match: { severity: ['warning'] }, to: ['oncall'], hours }],
    });
    await world.ticks(at(0), outage);
    await world.notify();
    const told = await explained(world);
    const monday = Date.UTC(2026, 10, 23, 9);
    expect(told.incidents[0]?.messages).toMatchObject([
      { reason: 'outside_hours', via: 'office', by: 'office', until: monday },
    ]);
    expect(told.next.at(-1)).toMatchObject({ at: monday, sentence: 'DOWN goes to oncall, if it is still down' });
  });

  it('that flaps: for how long it must be up before the incident is over', async () => {
    const policy = {
      failureThreshold: 1,
      recoveryThreshold: 1,
      flapping: { openings: 2, windowMs: 60 * MINUTE, stableMs: 10 * MINUTE },
    };
    const world = await open({ monitors: [aMonitor({ policy })] });
    await world.ticks(at(0), ['broken', 'ok', 'broken', 'ok']);
    await world.notify();
    const told = await explained(world);
    expect(told).toMatchObject({ phase: 'recovering' });
    expect(told.incidents[0]?.incident.flapping).toEqual({ openings: 2, windowMs: 60 * MINUTE });
    expect(nextOf(told)).toContain('13: if the next 10 checks succeed, it is UP again: oncall is told');
  });

  it('that one region of three sees down: it is the region, not the target', async () => {
    const regions = ['eu-west-1', 'us-east-1', 'sa-east-1'];
    const world = await open({ regions, monitors: [aMonitor({ policy: { failureThreshold: 1 } })] });
    for (let minute = 0; minute < 3; minute++) {
      for (const region of regions) {
        world.answer(region === 'us-east-1' ? 'broken' : 'ok');
        await world.tick(at(minute), { region });
      }
    }
    await world.notify();
    const told = await explained(world);
    expect(told).toMatchObject({ phase: 'suspect', incidents: [] });
    expect(told.quorum).toEqual({ needed: 2, fresh: 3, of: 3, verdict: 'up' });
    expect(told.regions.map(({ region, sight }) => `${region} ${sight}`)).toEqual([
      'eu-west-1 up',
      'us-east-1 down',
      'sa-east-1 up',
    ]);
    expect(nextOf(told)).toContain('3: if the next check fails, it is DOWN: oncall is told');
  });

  it('whose region is silent', async () => {
    const regions = ['eu-west-1', 'us-east-1'];
    const world = await open({ regions });
    await world.tick(at(0), { region: 'us-east-1' });
    for (let minute = 0; minute < 5; minute++) await world.tick(at(minute), { region: 'eu-west-1' });
    const told = await explained(world);
    expect(told.quorum).toMatchObject({ needed: 1, fresh: 1, of: 2 });
    expect(told.caveats).toEqual(['No word from us-east-1: a region that is silent has no vote.']);
  });

  it('that is paused, by whom and until when', async () => {
    const world = await open();
    await world.ticks(at(0), ['ok']);
    await world.logbook.putOverride({ ...silence, kind: 'pause' });
    await world.ticks(at(1), ['ok']);
    const told = await explained(world);
    expect(told.phase).toBe('paused');
    expect(nextOf(told)).toEqual(['30: it is watched again: paused by hand (Ada: a release)']);
  });

  it('that nobody looks at any more: Nightjar may have stopped', async () => {
    const world = await open();
    await world.ticks(at(0), ['ok']);
    world.clock.current = at(30);
    expect((await explained(world)).caveats).toEqual([
      'It has not been checked lately: is Nightjar running, and is the monitor new?',
    ]);
    world.clock.current = at(6);
    expect((await explained(world)).caveats).toEqual(['It was last checked at 12:00:00 UTC: is Nightjar running?']);
  });

  it('that nobody is to be told of', async () => {
    const world = await open({ monitors: [aMonitor({ alert: { to: [], severity: 'info' } })] });
    await world.ticks(at(0), ['ok']);
    expect(nextOf(await explained(world))).toContain(
      '3: if the next 3 checks fail, it is DOWN: nobody is told, since no contact and no route is given for it',
    );
  });

  it('of a fleet in several cells: each has its own part of the log', async () => {
    const monitors = ['a', 'b', 'c', 'd', 'e'].map((id) => aMonitor({ id }));
    const world = await open({ monitors });
    const cells = [0, 1].map((index) => ({ index, count: 2 }));
    for (const minute of [0, 1, 2]) for (const cell of cells) await world.tick(at(minute), { cell });
    world.clock.current = at(9);
    const deps = { ...depsOf(world), setting: () => ({ fleet: world.fleet, cells, tickMs: MINUTE }) };
    expect(new Set(monitors.map(({ id }) => isInCell({ index: 0, count: 2 }, id))).size).toBe(2);
    for (const { id } of monitors) {
      const told = await explainMonitor(deps, { monitorId: id, at: at(2) });
      expect(told).toMatchObject({ phase: 'up', since: at(0) });
      expect(told.checks).toHaveLength(3);
    }
  });

  it('that is up and has something to warn of, which nobody has been told: it is no incident', async () => {
    const certificate = {
      serial: '0a',
      subject: 'CN=rota.example.org',
      issuer: 'CN=R3',
      validFrom: at(0),
      validTo: at(0) + 5 * 86_400_000,
    };
    const assertion = { subject: 'certificate', daysLeft: 14, effect: 'degraded' } as const;
    const world = await open({ monitors: [aMonitor({ assertions: [assertion] })] });
    const seen = async () => ({ timings: { total: 12 }, redirects: [], at: at(0), certificate }) as never;
    await world.logbook.putOverride(silence);
    await world.ticks(at(0), [seen, seen]);
    await world.notify();
    const told = await explained(world);
    expect(messagesOf(told)).toEqual(['warning oncall silenced']);
    expect(told.phase).toBe('up');
    expect(nextOf(told)).toContain('30: WARNING goes to oncall');
    const screen = renderExplanation(told, 100, unpainted).join('\n');
    expect(screen).toMatch(/^● UP {2}Staff rota/);
    expect(screen).toMatch(/\n {2}Warning +Expected [\s\S]*\n +WARNING → oncall \(sns\) is held back by a silence/);
    expect(screen).not.toMatch(/Incident|Nobody has been told/);
    await world.logbook.liftOverride('abc');
    await world.notify();
    expect(messagesOf(await explained(world))).toEqual([]);
    // Of the past it is not known whether it was told by then.
    expect(messagesOf(await explained(world, 'rota', at(1)))).toEqual([]);
  });

  it('that is the checker itself: nothing is due, and nobody has to look', async () => {
    const world = await open({ controls: ['https://control.example.org/'] });
    await world.ticks(at(0), ['ok']);
    expect(await explained(world, 'nightjar-egress')).toMatchObject({ next: [], caveats: [] });
  });

  it('that was down before it was paused in the file', async () => {
    const world = await open();
    await world.ticks(at(0), [...outage, 'broken']);
    const { phase, since } = await explained(world);
    world.fleet = { ...world.fleet, monitors: [aMonitor({ policy: { paused: true } })] };
    await world.tick(at(4));
    await world.tick(at(5));
    expect((await explained(world)).phase).toBe('paused');
    expect(nextOf(await explained(world))).toEqual([': nothing: the file pauses it']);
    expect(await explained(world, 'rota', at(3))).toMatchObject({ phase, since });
  });

  it('with the reasons that the log of the notifier has', async () => {
    const world = await open();
    await world.logbook.putOverride(silence);
    await world.ticks(at(0), outage);
    await world.notify();
    const { reason } = (await explained(world)).incidents[0]?.messages[0] ?? {};
    expect(world.logged).toContainEqual({
      level: 'info',
      message: 'A message is not sent',
      fields: expect.objectContaining({
        reason,
        because: 'It is held back by a silence (Ada: a release) until 2026-11-22 12:30:00 UTC.',
      }),
    });
  });

  it('that is not there, or at a time to come, is refused', async () => {
    const world = await open();
    await expect(explained(world, 'roto')).rejects.toThrow(Refusal);
    await expect(explained(world, 'rota', at(1))).rejects.toThrow('What is to come cannot be explained');
  });

  it('at an earlier time, with what was sent and said by then, and what was lifted since', async () => {
    const world = await open({ contacts, monitors: [aMonitor({ alert: escalating })] });
    await world.ticks(at(0), [...outage, 'broken']);
    await world.notify();
    await world.ticks(at(4), ['ok', 'ok']);
    await world.notify();
    await world.logbook.appendAudit({
      id: 'x',
      at: at(5),
      by: 'Ada',
      action: 'lift',
      subject: 'silence of rota (abc)',
    });
    world.clock.current = at(10);
    const told = await explained(world, 'rota', at(3) + 5000);
    expect(told).toMatchObject({ phase: 'down', since: at(2) });
    // The notifier came at 12:03:01.
    expect(messagesOf(told)).toContain('down oncall sent_already');
    expect(messagesOf(await explained(world, 'rota', at(3)))).toContain('down oncall due');
    expect(told.caveats).toEqual([
      'Past decisions are explained by the file as it is now.',
      'Changed by hand since, so that more or less may have been held back then: 2026-11-22T12:05:00Z Ada: lift silence of rota (abc).',
    ]);
  });
});
