/** What entries of the kinds tcp, tls and websocket mean. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../shared/config/index.ts';
import { targetText } from '../../shared/domain/messages/target-text.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';

const outcome = parseFleet(readFileSync(new URL('./good/ports.yaml', import.meta.url), 'utf8'), { file: 'ports.yaml' });
const monitors = outcome.ok ? outcome.fleet.monitors : [];
const monitor = (id: string): Monitor => monitors.find((each) => each.id === id) ?? expect.fail(`no monitor ${id}`);

const DAYS_14 = { effect: 'degraded', subject: 'certificate', daysLeft: 14 };

it('the file has neither problems nor warnings', () => {
  expect(outcome).toMatchObject({ ok: true, warnings: [] });
});

describe('tcp', () => {
  it('is a host and a port on one line', () => {
    expect(monitor('postgres')).toMatchObject({
      target: { kind: 'tcp', host: 'db.example.org', port: 5432, tls: false, send: [], allowPrivate: false },
      assertions: [],
    });
    expect(monitor('v6').target).toMatchObject({ host: '2001:4860:4860::8888', port: 53 });
  });

  it('says lines, and expects text as of any body', () => {
    const { target, assertions } = monitor('redis');
    expect(target).toMatchObject({ send: ['AUTH ${env:REDIS_PASSWORD}', 'PING'], allowPrivate: true });
    expect(assertions).toEqual([
      { effect: 'down', subject: 'body', op: 'contains', text: '+PONG' },
      { effect: 'degraded', subject: 'responseTime', atMostMs: 100 },
    ]);
  });

  it('is talked with in steps', () => {
    expect(monitor('submission').target).toMatchObject({
      send: [],
      dialogue: [
        { expect: { contains: '220 ' } },
        { send: 'EHLO example.org', expect: { matches: '^250 ' } },
        { send: 'AUTH PLAIN ${env:SMTP_LOGIN}', expect: { contains: '235 ' } },
        { send: 'QUIT' },
      ],
    });
  });

  it('is reached as it says', () => {
    const reach = { ipVersion: 4, proxy: 'http://proxy.example.org:3128', ca: '${ssm:/ca}' };
    expect(monitor('far-smtp').target).toMatchObject(reach);
    expect(Object.keys(monitor('smtp').target)).toEqual([
      'kind',
      'host',
      'port',
      'tls',
      'startTls',
      'send',
      'allowPrivate',
    ]);
  });

  it('has a certificate only with TLS', () => {
    expect(monitor('smtp')).toMatchObject({ target: { startTls: 'smtp' }, assertions: [DAYS_14] });
    expect(monitor('postgres').assertions).toEqual([]);
  });
});

describe('tls', () => {
  it('is port 443 unless it says otherwise', () => {
    expect(monitor('site').target).toEqual({ kind: 'tls', host: 'example.org', port: 443, allowPrivate: false });
    expect(monitor('mail').target).toMatchObject({ port: 993 });
  });

  it('expects days, issuer, names and a version', () => {
    const on = { effect: 'degraded' };
    expect(monitor('mail').assertions).toEqual([
      { ...on, subject: 'certificate', daysLeft: 21 },
      { ...on, subject: 'certificateIssuer', comparison: { op: 'contains', value: "Let's Encrypt" } },
      { ...on, subject: 'certificateIssuer', comparison: { op: 'notContains', value: 'Staging' } },
      { ...on, subject: 'certificateNames', names: ['www.example.org'] },
      { effect: 'down', subject: 'tlsVersion', atLeast: '1.3' },
    ]);
  });

  it('takes missing names as down, and a version as it is told', () => {
    expect(monitor('site').assertions).toEqual([
      { effect: 'down', subject: 'certificateNames', names: ['example.org', '*.example.org'] },
      { effect: 'degraded', subject: 'tlsVersion', atLeast: '1.2' },
    ]);
  });
});

describe('websocket', () => {
  it('is a URL, and has a certificate only as wss', () => {
    expect(monitor('live')).toMatchObject({
      target: { kind: 'websocket', url: 'ws://example.org/live', headers: {}, allowPrivate: false },
      assertions: [],
    });
    expect(monitor('graph').assertions).toEqual([
      { effect: 'down', subject: 'json', path: '$.type', comparison: { op: 'equals', value: 'connection_ack' } },
      DAYS_14,
    ]);
  });

  it('carries headers, a subprotocol and a message', () => {
    expect(monitor('graph').target).toMatchObject({
      headers: { Origin: 'https://example.org' },
      subprotocol: 'graphql-transport-ws',
      send: '{"type":"connection_init"}',
    });
  });
});

it('each is named on one line in messages', () => {
  expect(['postgres', 'v6', 'mail', 'live'].map((id) => targetText(monitor(id).target))).toEqual([
    'tcp://db.example.org:5432',
    'tcp://[2001:4860:4860::8888]:53',
    'tls://mail.example.org:993',
    'ws://example.org/live',
  ]);
});
