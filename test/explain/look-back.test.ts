/** Looking back on what was really stored, by the use cases that store it. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import { EGRESS_ID } from '../../shared/domain/checks/egress.ts';
import { lookBack, tellIncident } from '../../shared/explain/look-back.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { aMonitor, anIncident, MINUTE, NOON } from '../domain/builders.ts';
import { at, aWorld, depsOf } from './setting.ts';

const open = aWorld();
const outage = ['broken', 'broken', 'broken'] as const;
const ID = 'rota-20261122T120200Z';
const DAY = 86_400_000;
const contact = (id: string): Contact => ({ kind: 'sns', id, email: [`${id}@example.org`], sms: [] });

describe('the incidents of a period', () => {
  it('are in the row before they are in the book, and one is one', async () => {
    const world = await open();
    await world.ticks(at(0), outage);
    expect(await world.store.readIncidents(0)).toEqual([]);
    expect((await lookBack(depsOf(world), { agoMs: DAY })).incidents).toMatchObject([
      { incident: { id: ID }, told: [], downMs: 2 * MINUTE + 1000 },
    ]);
    await world.notify();
    await world.ticks(at(3), ['ok', 'ok']);
    // The book still says that it is open.
    expect((await world.store.readIncidents(0))[0]).not.toHaveProperty('closing');
    const { incidents, figures } = await lookBack(depsOf(world), { agoMs: DAY });
    expect(incidents).toMatchObject([{ incident: { id: ID, closing: { reason: 'recovered' } }, told: ['oncall'] }]);
    expect(figures).toMatchObject({ incidents: 1, recovered: 1, recover: { n: 1, meanMs: 3 * MINUTE } });
    await world.notify();
    expect((await world.store.readState('rota'))?.state.incidents).toEqual([]);
    expect((await lookBack(depsOf(world), { agoMs: DAY })).incidents).toMatchObject([{ told: ['oncall'] }]);
  });

  it('are those that opened in it, and all that are still open', async () => {
    const world = await open();
    await world.ticks(at(0), outage);
    await world.notify();
    world.clock.current = at(120);
    expect((await lookBack(depsOf(world), { agoMs: 60 * MINUTE })).incidents).toHaveLength(1);
    world.answer('ok');
    await world.tick(at(121));
    await world.tick(at(122));
    await world.notify();
    expect((await lookBack(depsOf(world), { agoMs: 60 * MINUTE })).incidents).toHaveLength(0);
    expect((await lookBack(depsOf(world), { agoMs: 180 * MINUTE })).incidents).toHaveLength(1);
  });

  it('have figures by class and group, without those of the checker itself', async () => {
    const world = await open({ monitors: [aMonitor({ group: 'Intranet' })] });
    const over = (minute: number) => ({ reason: 'recovered', at: at(minute), upSince: at(minute) }) as const;
    const put = (monitorId: string, more: object) =>
      world.store.putIncident(anIncident({ id: `${monitorId}-x`, monitorId, severityClass: 'high', ...more }), 1);
    await put('rota', { closing: over(10) });
    await put('gone', { closing: over(20), severityClass: 'low' });
    await put(EGRESS_ID, { closing: over(500) });
    world.clock.current = at(600);
    const past = await lookBack(depsOf(world), { agoMs: DAY });
    expect(past.incidents).toHaveLength(3);
    expect(past.figures).toMatchObject({ incidents: 2, neverAcknowledged: 2, recover: { meanMs: 15 * MINUTE } });
    expect(past.byClass.map(({ name, figures }) => [name, figures.incidents])).toEqual([
      ['high', 1],
      ['low', 1],
    ]);
    expect(past.byGroup.map(({ name }) => name)).toEqual(['(no group)', 'Intranet']);
    expect((await lookBack(depsOf(world), { agoMs: DAY, monitorId: 'gone' })).incidents).toHaveLength(1);
    await expect(lookBack(depsOf(world), { agoMs: DAY, monitorId: 'never' })).rejects.toThrow(Refusal);
  });
});

describe('the story of an incident', () => {
  it('is told from the first failure on, with what is still held back and why', async () => {
    const alert = {
      to: ['oncall'],
      severity: 'critical',
      escalate: [{ afterMs: 5 * MINUTE, to: ['boss'] }],
    } as const;
    const monitor = aMonitor({ alert, impact: 'No shifts.', runbook: 'https://wiki.example.org/rota' });
    const world = await open({ contacts: [contact('oncall'), contact('boss')], monitors: [monitor] });
    await world.ticks(at(0), outage);
    await world.notify();
    const early = await tellIncident(depsOf(world), { what: 'rota' });
    expect(early).toMatchObject({ class: 'critical', impact: 'No shifts.', runbook: 'https://wiki.example.org/rota' });
    expect(early.waiting).toMatchObject([{ contactId: 'boss', reason: 'waits_for_escalation' }]);
    await world.tick(at(8));
    await world.notify();
    await world.logbook.addRemark({ incidentId: ID, kind: 'acknowledged', at: at(9), by: 'Ada' });
    world.answer('ok');
    await world.tick(at(10));
    await world.tick(at(11));
    await world.notify();
    const { timeline, durations, waiting, acknowledgement } = await tellIncident(depsOf(world), { what: ID });
    expect(
      timeline.map(({ at: when, kind, contactId = '' }) => `${(when - NOON) / 1000} ${kind} ${contactId}`.trim()),
    ).toEqual([
      '0 first_failure',
      '120 opened',
      '121 told oncall',
      '481 escalated boss',
      '540 acknowledged',
      '600 first_success',
      '660 recovered',
      '661 told oncall',
      '661 told boss',
    ]);
    expect(durations).toEqual({ downMs: 600_000, confirmMs: 120_000, tellMs: 1000, acknowledgeMs: 420_000 });
    expect(acknowledgement?.by).toBe('Ada');
    expect(waiting).toEqual([]);
  });

  it('of something that nobody knows is refused', async () => {
    const world = await open();
    await expect(tellIncident(depsOf(world), { what: 'rota' })).rejects.toThrow(Refusal);
    await expect(tellIncident(depsOf(world), { what: ID })).rejects.toThrow(`There is no incident ${ID}.`);
  });
});

it('incidents and what was said of them are kept for ever, and the log is not', async () => {
  const { client, close } = await openEmbeddedDatabase();
  try {
    const clock = { now: () => NOON + 3650 * DAY };
    const table = { client, tableName: 'ten-years', clock };
    await createTable(client, table.tableName);
    const [store, logbook] = [createStore(table), createLogbook(table)];
    await store.putIncident(anIncident(), 1);
    await logbook.addRemark({ incidentId: ID, kind: 'note', at: NOON, by: 'Ada', text: 'long ago' });
    const tick = { slot: NOON, previous: NOON - MINUTE, cell: '0of1', region: 'here', startedAt: NOON, endedAt: NOON };
    await store.appendTick({ ...tick, results: [] });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table.tableName }));
    const expiring = Items.map((item) => unmarshall(item)).map(({ pk, expiresAt }) => [
      pk.split('#')[0],
      expiresAt !== undefined,
    ]);
    expect(Object.fromEntries(expiring)).toEqual({ INCIDENT: false, REMARK: false, TICK: true });
    expect(await store.readIncidents(NOON)).toHaveLength(1);
    expect(await logbook.readRemarks(ID)).toHaveLength(1);
  } finally {
    await close();
  }
});
