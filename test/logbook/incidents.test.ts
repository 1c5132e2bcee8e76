import { describe, expect, it } from 'vitest';
import type { Incident } from '../../shared/domain/incident.ts';
import { incidentId } from '../../shared/domain/incident.ts';
import { acknowledge } from '../../shared/logbook/acknowledge.ts';
import { annotate, linkPostmortem } from '../../shared/logbook/annotate.ts';
import { findIncident } from '../../shared/logbook/find-incident.ts';
import { anIncident, MINUTE, NOON } from '../domain/builders.ts';
import { desk } from './desk.ts';

const DAY = 24 * 60 * MINUTE;
const at = desk();

const incidentOf = (monitorId: string, openedAt = NOON - 5 * MINUTE, more: Partial<Incident> = {}): Incident =>
  anIncident({ id: incidentId(monitorId, openedAt), monitorId, since: openedAt - MINUTE, openedAt, ...more });
const recovered = { reason: 'recovered', at: NOON, upSince: NOON - MINUTE } as const;
const open = incidentOf('ledger');

describe('the incident that is meant', () => {
  it('is the open one of a monitor, or else the one that is still being dealt with', async () => {
    const closed = incidentOf('ledger', NOON - 60 * MINUTE, { closing: recovered });
    await at().watched('ledger', closed, open);
    expect(await findIncident(at(), 'ledger')).toEqual(open);
    await at().watched('ledger', closed);
    expect(await findIncident(at(), 'ledger')).toEqual(closed);
  });

  it('is the last one in the book, within 30 days, where the row holds none', async () => {
    await at().watched('ledger');
    const [old, last] = [incidentOf('ledger', NOON - 29 * DAY), incidentOf('ledger', NOON - 2 * DAY)];
    await at().store.putIncident(old, 1);
    expect(await findIncident(at(), 'ledger')).toEqual(old);
    await at().store.putIncident(last, 1);
    await at().store.putIncident(incidentOf('shop', NOON - DAY), 1);
    expect(await findIncident(at(), 'ledger')).toEqual(last);
    at().clock.now = () => NOON + 29 * DAY;
    await expect(findIncident(at(), 'ledger')).rejects.toThrow('ledger has had no incident for 30 days.');
    expect(await findIncident(at(), old.id)).toEqual(old);
  });

  it('is found by its own id, as the row has it rather than as the book does', async () => {
    await at().store.putIncident(open, 1);
    expect(await findIncident(at(), open.id)).toEqual(open);
    await at().watched('ledger', { ...open, closing: recovered });
    expect(await findIncident(at(), open.id)).toMatchObject({ closing: recovered });
  });

  it('is not there where nobody knows it, and then all monitors are told', async () => {
    await at().watched('ledger');
    await at().watched('shop');
    await expect(findIncident(at(), incidentId('ledger', NOON))).rejects.toThrow('There is no incident ledger-2026');
    const known = expect.arrayContaining(['ledger', 'shop']);
    await expect(findIncident(at(), 'ledgr')).rejects.toMatchObject({ unknown: { name: 'ledgr', known } });
  });
});

describe('to acknowledge', () => {
  const remarks = () => at().logbook.readRemarks(open.id);

  it('is noted once, with who, when and why', async () => {
    await at().watched('ledger', open);
    const done = await acknowledge(at(), { what: 'ledger', by: 'anna@desk', note: 'disk  full' });
    const first = { incidentId: open.id, kind: 'acknowledged', at: NOON, by: 'anna@desk', text: 'disk full' };
    expect(done).toEqual({ incident: open, first, isNew: true });
    expect(await remarks()).toEqual([first]);
    expect(await at().logbook.readAudit(0)).toMatchObject([
      { at: NOON, by: 'anna@desk', action: 'acknowledge', subject: open.id, note: 'disk full' },
    ]);
  });

  it('a second time changes nothing and tells who was first; a note that comes with it is kept', async () => {
    await at().watched('ledger', open);
    const { first } = await acknowledge(at(), { what: open.id, by: 'anna@desk' });
    at().clock.now = () => NOON + MINUTE;
    expect(await acknowledge(at(), { what: open.id, by: 'ben@desk' })).toEqual({ incident: open, first, isNew: false });
    expect(await remarks()).toEqual([first]);
    await acknowledge(at(), { what: open.id, by: 'ben@desk', note: 'me too' });
    expect(await remarks()).toMatchObject([first, { kind: 'note', by: 'ben@desk', text: 'me too' }]);
  });

  it('by two at once has one first, whom both are told', async () => {
    await at().watched('ledger', open);
    const names = ['anna@desk', 'ben@desk', 'carl@desk', 'dora@desk'];
    const all = await Promise.all(names.map((by) => acknowledge(at(), { what: 'ledger', by })));
    const again = await acknowledge(at(), { what: 'ledger', by: 'late@desk' });
    expect(all.some(({ isNew, first }) => isNew && first?.by === again.first?.by)).toBe(true);
  });

  it('is too late when it is over: nothing is acknowledged, and a note is kept', async () => {
    const over = { ...open, closing: recovered };
    await at().watched('ledger', over);
    expect(await acknowledge(at(), { what: open.id, by: 'anna@desk', note: 'was me' })).toEqual({
      incident: over,
      isNew: false,
    });
    expect(await remarks()).toMatchObject([{ kind: 'note', text: 'was me' }]);
  });
});

describe('to say something of an incident', () => {
  it('adds a note, while it lasts and afterwards', async () => {
    await at().watched('ledger', open);
    await annotate(at(), { what: 'ledger', by: 'anna@desk', text: 'failing over' });
    at().clock.now = () => NOON + DAY;
    await at().watched('ledger', { ...open, closing: recovered });
    await annotate(at(), { what: open.id, by: 'ben@desk', text: `${'x'.repeat(600)}` });
    expect(await at().logbook.readRemarks(open.id)).toMatchObject([
      { kind: 'note', at: NOON, by: 'anna@desk', text: 'failing over' },
      { kind: 'note', at: NOON + DAY, by: 'ben@desk', text: expect.stringMatching(/^x{499}…$/) },
    ]);
    await expect(annotate(at(), { what: open.id, by: 'ben@desk', text: ' ' })).rejects.toThrow('no text');
  });

  it('adds the link to what was learnt', async () => {
    await at().watched('ledger', open);
    const learn = (url: string) => linkPostmortem(at(), { what: open.id, by: 'anna@desk', url });
    await learn('https://example.org/post mortem');
    await expect(learn('javascript:alert(1)')).rejects.toThrow('is no http(s) URL');
    await expect(learn('later')).rejects.toThrow('later is no http(s) URL');
    const [added] = await at().logbook.readRemarks(open.id);
    expect(added).toMatchObject({ kind: 'postmortem', text: 'https://example.org/post%20mortem' });
    expect(await at().logbook.readAudit(0)).toMatchObject([{ action: 'postmortem', subject: open.id }]);
  });
});
