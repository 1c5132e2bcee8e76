/**
 * Canaries: words that must never reach the public are planted in every private place of a configuration and of the
 * log, and every answer of every route is searched for them.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Result } from '../../shared/domain/checks/result.ts';
import type { Fleet, Monitor } from '../../shared/domain/monitor.ts';
import type { MonitorState } from '../../shared/domain/state.ts';
import { publicFleet } from '../../shared/domain/status.ts';
import type { Store } from '../../shared/ports.ts';
import { aMonitor, anIncident, MINUTE, NOON } from '../domain/builders.ts';
import { aReadingStore } from '../status/reading-store.ts';
import { aState, ticksUntilNoon } from '../status/seen-builder.ts';
import { type StatusServer, startStatus } from './status-server.ts';

const CANARY = 'canary';
const failure = {
  code: 'assertion_failed' as const,
  message: 'canary-message: the body holds canary-body',
  expected: 'canary-expected',
  found: 'canary-found',
};

const planted = (id: string, isPublic: boolean): Monitor => ({
  ...aMonitor({ id, name: `canary-name-of-${id}`, group: 'canary-group' }),
  target: {
    kind: 'http',
    url: 'https://canary-host.internal:8443/canary-path?token=canary-query',
    method: 'POST',
    headers: { 'X-Canary': 'canary-header', Authorization: 'Bearer canary-token' },
    body: 'canary-request-body',
    auth: { basic: { username: 'canary-user', password: 'canary-password' } },
    maxRedirects: 5,
    allowDowngrade: false,
    allowPrivate: true,
  },
  assertions: [
    { subject: 'body', op: 'contains', text: 'canary-text', effect: 'down' },
    { subject: 'header', name: 'x-canary', comparison: { op: 'equals', value: 'canary-value' }, effect: 'down' },
    { subject: 'json', path: '$.canary', comparison: { op: 'equals', value: 'canary-json' }, effect: 'degraded' },
  ],
  alert: { to: ['canary-contact'], severity: 'critical' },
  ...(isPublic && { public: { name: `Public ${id}`, group: 'Public group' } }),
});

const FLEET: Fleet = {
  monitors: [planted('up', true), planted('down', true), planted('canary-private-id', false)],
  contacts: [
    { kind: 'sns', id: 'canary-contact', email: ['canary@example.org'], sms: ['+441632960961'] },
    {
      kind: 'webhook',
      id: 'canary-hook',
      url: 'https://canary-hook.example.org',
      secret: 'canary-secret',
      allowPrivate: false,
    },
  ],
  metrics: 'monitor',
  controls: [],
  statusPage: { title: 'Public title', url: 'https://canary-page.example.org' },
  demo: false,
};

const down = (monitorId: string): MonitorState =>
  aState({
    phase: 'down',
    incidents: [anIncident({ id: `${monitorId}-1`, monitorId, monitorName: 'canary-old-name', failure })],
  });

const result = (monitorId: string, verdict: Result['verdict']): Result => ({
  monitorId,
  verdict,
  totalMs: 120,
  ...(verdict !== 'up' && { failure }),
  timings: { total: 120 },
});

const STORE = aReadingStore({
  slot: NOON,
  states: { up: aState(), down: down('down'), 'canary-private-id': down('canary-private-id') },
  ticks: ticksUntilNoon([result('up', 'up'), result('down', 'down'), result('canary-private-id', 'unknown')]),
}).store;

const failingStore = (): Store => {
  const refuse = () =>
    Promise.reject(new Error('canary-table at canary-endpoint', { cause: new Error('canary-cause') }));
  return { readCursor: refuse, readStates: refuse, readTicks: refuse } as unknown as Store;
};

const brokenClock = {
  now: (): number => {
    throw new Error('canary-fault');
  },
  sleep: async () => {},
};

let server: StatusServer | undefined;
afterEach(() => server?.close());

/** Status line, header and body of every route by every method, as text. */
async function everyAnswer(url: string): Promise<string> {
  const paths = ['/', '/status.json', '/health', '/ready', '/unknown', '/status.json?token=x', '/private-id'];
  const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'];
  const requests = paths.flatMap((path) => methods.map((method) => fetch(url + path, { method })));
  const answers = await Promise.all(requests);
  const texts = answers.map(async (answer) =>
    [answer.status, answer.statusText, JSON.stringify([...answer.headers]), await answer.text()].join('\n'),
  );
  return (await Promise.all(texts)).join('\n');
}

/** Whatever is private, beyond the canaries themselves. */
const PRIVATE = [CANARY, '441632960961', 'internal:8443', '8443', 'stack', 'node_modules', '.ts:'];

describe('what is private', () => {
  it('is in no answer of a checker that works', async () => {
    server = await startStatus({ store: STORE, fleet: publicFleet(FLEET) });
    const text = (await everyAnswer(server.url)).toLowerCase();
    // The search would prove nothing if the answers were empty.
    expect(text).toContain('public down');
    expect(text).toContain('major_outage');
    for (const word of PRIVATE) expect(text).not.toContain(word);
  });

  it.each([
    ['whose store cannot be reached', { store: failingStore() }],
    ['that has a fault', { store: STORE, clock: brokenClock }],
    ['that has stopped', { store: STORE, clock: { now: () => NOON + 60 * MINUTE, sleep: async () => {} } }],
  ])('is in no answer of a checker %s', async (_, deps) => {
    server = await startStatus({ ...deps, fleet: publicFleet(FLEET) });
    const text = (await everyAnswer(server.url)).toLowerCase();
    expect(text).toContain('not_found');
    expect(text).toMatch(/internal|store_unreachable|tick_stale/);
    for (const word of PRIVATE) expect(text).not.toContain(word);
  });

  it('is not even in what the status function is given', () => {
    const text = JSON.stringify(publicFleet(FLEET)).toLowerCase();
    expect(text).toContain('public down');
    for (const word of PRIVATE) expect(text).not.toContain(word);
  });
});
