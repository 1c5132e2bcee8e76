import { describe, expect, it } from 'vitest';
import { cellsFor, compileFleet, criticalContacts, onTheMinuteGrid } from '../../infra/compile-fleet.ts';
import type { Contact } from '../../shared/domain/monitor.ts';
import { aFleet, aMonitor, aPolicy, MINUTE } from '../domain/builders.ts';

const secretive = aMonitor({
  target: {
    ...aMonitor().target,
    headers: { 'x-key': '${env:KEY}' },
    body: 'a=${env:BODY}',
    auth: { bearer: '${env:TOKEN}' },
  },
});
const webhook: Contact = {
  kind: 'webhook',
  id: 'chat',
  url: 'https://chat.example.org',
  secret: '${env:S}',
  allowPrivate: false,
};
const oncall: Contact = { kind: 'sns', id: 'oncall', email: ['oncall@example.org'], sms: [] };
const office: Contact = { kind: 'sns', id: 'office', email: ['office@example.org'], sms: [] };

describe('the minute grid', () => {
  it('rounds intervals under a minute up to a minute', () => {
    const { policy } = onTheMinuteGrid(aMonitor({ policy: { intervalMs: 10_000, retryIntervalMs: 5_000 } }));
    expect(policy).toEqual(aPolicy({ intervalMs: MINUTE, retryIntervalMs: MINUTE }));
  });

  it('leaves a monitor alone whose intervals are long enough', () => {
    const monitor = aMonitor({ policy: { intervalMs: 90_000, retryIntervalMs: MINUTE } });
    expect(onTheMinuteGrid(monitor)).toBe(monitor);
  });
});

describe('cells', () => {
  it.each([
    [0, 1],
    [1, 1],
    [500, 1],
    [501, 2],
    [5000, 10],
  ])('%i monitors make %i', (monitors, count) => {
    const cells = cellsFor(monitors);
    expect(cells).toHaveLength(count);
    expect(cells.at(-1)).toEqual({ index: count - 1, count });
  });
});

describe('what each function is given', () => {
  const compiled = compileFleet(aFleet({ monitors: [secretive], contacts: [oncall, webhook], demo: true }));

  it('tells the tick function nobody’s address', () => {
    expect(compiled.tick.contacts).toEqual([]);
    expect(compiled.tick.monitors).toEqual([secretive]);
  });

  it('tells the notifier how to reach people, and nothing that is sent to targets', () => {
    expect(compiled.notifier.contacts).toEqual([oncall, webhook]);
    expect(JSON.stringify(compiled.notifier.monitors)).not.toMatch(/KEY|BODY|TOKEN/);
    expect(compiled.notifier.monitors[0]?.target.url).toBe(secretive.target.url);
  });

  it('tells the status function nothing about monitors that are not public', () => {
    expect(compiled.public).toEqual({ title: 'Status', monitors: [] });
  });

  it('starts no demonstration in AWS', () => {
    expect([compiled.tick.demo, compiled.notifier.demo]).toEqual([false, false]);
  });
});

describe('who is told when Nightjar itself fails', () => {
  it('is whoever is on the route of a critical monitor', () => {
    const quiet = aMonitor({ id: 'site', alert: { to: ['office'], severity: 'warning' } });
    const fleet = aFleet({ monitors: [aMonitor(), quiet], contacts: [office, oncall] });
    expect(criticalContacts(fleet)).toEqual([oncall]);
  });

  it('is everybody where no monitor is critical', () => {
    const quiet = aMonitor({ alert: { to: ['office'], severity: 'warning' } });
    expect(criticalContacts(aFleet({ monitors: [quiet], contacts: [office, oncall] }))).toEqual([office, oncall]);
  });
});
