import { describe, expect, it } from 'vitest';
import { cellsFor, compileFleet, withKeptIntervals } from '../../infra/compile-fleet.ts';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import type { Target } from '../../shared/domain/checks/target.ts';
import { aFleet, aMonitor, anHttpTarget, aPolicy, httpOf, MINUTE } from '../domain/builders.ts';

const secretive = aMonitor({
  target: anHttpTarget({
    headers: { 'x-key': '${env:KEY}' },
    body: 'a=${env:BODY}',
    auth: { bearer: '${env:TOKEN}' },
  }),
});
const webhook: Contact = {
  kind: 'webhook',
  id: 'chat',
  url: 'https://chat.example.org',
  secret: '${env:S}',
  allowPrivate: false,
};
const oncall: Contact = { kind: 'sns', id: 'oncall', email: ['oncall@example.org'], sms: [] };

describe('the grid', () => {
  it('keeps an interval of 10, 15, 20 or 30 seconds, and rounds other short ones up', () => {
    const policyOf = (intervalMs: number, retryIntervalMs: number) =>
      withKeptIntervals(aMonitor({ policy: { intervalMs, retryIntervalMs } })).policy;
    expect(policyOf(15_000, 10_000)).toEqual(aPolicy({ intervalMs: 15_000, retryIntervalMs: 10_000 }));
    expect(policyOf(45_000, 1000)).toEqual(aPolicy({ intervalMs: MINUTE, retryIntervalMs: 10_000 }));
  });

  it('leaves a monitor alone whose intervals are kept', () => {
    const monitor = aMonitor({ policy: { intervalMs: 90_000, retryIntervalMs: 30_000 } });
    expect(withKeptIntervals(monitor)).toBe(monitor);
  });

  it('is what the rounded intervals need', () => {
    const tickMsFor = (intervalMs: number) =>
      compileFleet(aFleet({ monitors: [aMonitor({ policy: { intervalMs, retryIntervalMs: intervalMs } })] })).tickMs;
    expect([5000, 15_000, 25_000, 45_000, 90_000].map(tickMsFor)).toEqual([10_000, 15_000, 30_000, 60_000, 60_000]);
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
    expect(httpOf(compiled.notifier.monitors[0]?.target).url).toBe(httpOf(secretive.target).url);
  });

  it.each<Target>([
    { kind: 'tcp', host: 'db.example.org', port: 1, tls: false, send: ['AUTH ${env:KEY}'], allowPrivate: false },
    {
      kind: 'tcp',
      host: 'mail.example.org',
      port: 25,
      tls: false,
      send: [],
      dialogue: [{ send: 'AUTH PLAIN ${env:KEY}' }],
      allowPrivate: false,
    },
    {
      kind: 'grpc',
      host: 'api.example.org',
      port: 1,
      tls: true,
      service: '',
      metadata: { authorization: '${env:KEY}' },
      allowPrivate: false,
    },
    {
      kind: 'websocket',
      url: 'wss://a.example/',
      headers: { a: '${env:KEY}' },
      send: '${env:KEY}',
      allowPrivate: false,
    },
    {
      kind: 'tls',
      host: 'a.example',
      port: 443,
      allowPrivate: false,
      ca: '${env:CA_KEY}',
      clientCertificate: { certificate: '${env:CLIENT_KEY}', key: '${env:KEY}' },
    },
    {
      kind: 'flow',
      steps: [
        {
          name: 'log in',
          http: anHttpTarget({
            headers: { 'x-key': '${env:KEY}' },
            body: '${env:KEY}',
            auth: { bearer: '${env:KEY}' },
          }),
          assertions: [{ subject: 'body', effect: 'down', op: 'contains', text: 'KEY' }],
          carry: { token: { from: 'json', at: '$.KEY' } },
        },
      ],
      finally: [
        {
          name: 'log out',
          http: anHttpTarget({ ca: '${env:KEY}', clientCertificate: { certificate: '${env:KEY}', key: '${env:KEY}' } }),
          assertions: [],
          carry: {},
          decides: false,
        },
      ],
    },
  ])('tells the notifier nothing of the sort, whatever the kind ($kind)', (target) => {
    const { notifier } = compileFleet(aFleet({ monitors: [aMonitor({ target })] }));
    expect(notifier.monitors[0]?.target.kind).toBe(target.kind);
    expect(JSON.stringify(notifier)).not.toContain('KEY');
  });

  it('tells the status function nothing about monitors that are not public', () => {
    expect(compiled.public).toEqual({ title: 'Status', monitors: [] });
  });

  it('starts no demonstration in AWS', () => {
    expect([compiled.tick.demo, compiled.notifier.demo]).toEqual([false, false]);
  });
});
