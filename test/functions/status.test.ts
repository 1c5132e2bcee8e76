import { afterEach, describe, expect, it } from 'vitest';
import type { Store } from '../../shared/ports.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { aReadingStore } from '../status/reading-store.ts';
import { aTick } from '../status/seen-builder.ts';
import { aHealthyStore, type StatusServer, startStatus } from './status-server.ts';

const servers: StatusServer[] = [];
afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

async function start(deps: Parameters<typeof startStatus>[0] = {}) {
  const server = await startStatus(deps);
  servers.push(server);
  const get = (path: string, init: RequestInit = {}) => fetch(server.url + path, init);
  return { get, logged: server.logged };
}

const clockAt = (now: number) => ({ now: () => now, sleep: () => new Promise<void>(() => {}) });
const brokenStore = (): Store => {
  const refuse = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:8000 table nightjar-prod'));
  return { readCursor: refuse, readStates: refuse, readTicks: refuse } as unknown as Store;
};

const onlyFrom = (own: string): Store => {
  const { store } = aHealthyStore();
  return {
    ...store,
    readCursor: async (cell, region) => (region === own ? store.readCursor(cell, region) : undefined),
  };
};

describe('GET /status.json', () => {
  it('tells how things are, to any page, and for how long that may be kept', async () => {
    const { get } = await start();
    const answer = await get('/status.json', { headers: { Origin: 'https://example.org' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe(
      'public, max-age=10, stale-while-revalidate=60, stale-if-error=86400',
    );
    expect(await answer.json()).toMatchObject({
      schemaVersion: 1,
      status: 'operational',
      updatedAt: '2026-11-22T12:00:00Z',
      monitors: [{ id: 'rota', status: 'up' }],
    });
  });

  it('gives the same strong validator between ticks, and another after one', async () => {
    const { store, contents } = aHealthyStore();
    let now = NOON + 1000;
    const { get } = await start({ store, clock: { ...clockAt(0), now: () => now } });
    const etag = async () => (await get('/status.json')).headers.get('etag');
    const first = await etag();
    expect(first).toMatch(/^"[\w-]{27}"$/);
    now += 30_000;
    expect(await etag()).toBe(first);
    contents.slot = NOON + MINUTE;
    contents.ticks.push(aTick(NOON + MINUTE, [{ monitorId: 'rota', verdict: 'up', totalMs: 90 }]));
    expect(await etag()).not.toBe(first);
  });

  it.each([
    ['as it was given', (etag: string) => etag],
    ['made weak by a CDN that compresses', (etag: string) => `W/${etag}`],
    ['among others', (etag: string) => `"other", ${etag}`],
    ['as any', () => '*'],
  ])('answers 304 without a body to a visitor who has it, %s', async (_, condition) => {
    const { get } = await start();
    const etag = (await get('/status.json')).headers.get('etag') ?? '';
    const answer = await get('/status.json', { headers: { 'If-None-Match': condition(etag) } });
    expect(answer.status).toBe(304);
    expect(await answer.text()).toBe('');
    expect(answer.headers.get('etag')).toBe(etag);
    expect(answer.headers.get('cache-control')).toContain('max-age=10');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('answers in full to a visitor who has another version', async () => {
    const { get } = await start();
    expect((await get('/status.json', { headers: { 'If-None-Match': '"old"' } })).status).toBe(200);
  });

  it('answers HEAD as GET without the body', async () => {
    const { get } = await start();
    const [head, full] = [await get('/status.json', { method: 'HEAD' }), await get('/status.json')];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(head.headers.get('etag')).toBe(full.headers.get('etag'));
    expect(head.headers.get('content-type')).toBe(full.headers.get('content-type'));
  });

  it('answers the preflight that a page needs before it may send If-None-Match', async () => {
    const { get } = await start();
    const headers = {
      Origin: 'https://example.org',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'if-none-match',
    };
    const answer = await get('/status.json', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toBe('If-None-Match');
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
  });

  it('ignores a query and a slash at the end', async () => {
    const { get } = await start();
    expect((await get('/status.json?t=1')).status).toBe(200);
    expect((await get('/status.json/')).status).toBe(200);
  });

  it('answers 503 when the store cannot be read; the reason is for the log alone', async () => {
    const { get, logged } = await start({ store: brokenStore() });
    const answer = await get('/status.json');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({
      error: { code: 'store_unreachable', message: 'The status cannot be read at the moment.' },
    });
    expect(logged.join()).toContain('ECONNREFUSED');
  });
});

describe('GET /health', () => {
  it('answers for the process, whatever the store does', async () => {
    const { get } = await start({ store: brokenStore() });
    const answer = await get('/health');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ status: 'ok', version: '0.1.0' });
  });
});

describe('GET /ready', () => {
  it('is ready while ticks are being folded', async () => {
    const { get } = await start();
    const answer = await get('/ready');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ready', reasons: [], lastTickAt: '2026-11-22T12:00:00Z' });
  });

  it('names other regions that are silent, and is ready all the same', async () => {
    const { get } = await start({ otherRegions: ['us-east-1'], store: onlyFrom('local') });
    const answer = await get('/ready');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ready', silentRegions: ['us-east-1'] });
  });

  it('names the reason when no tick has been folded for too long', async () => {
    const { get } = await start({ clock: clockAt(NOON + 5 * MINUTE) });
    const answer = await get('/ready');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'not_ready', reasons: [{ code: 'tick_stale' }] });
  });

  it('names the reason when nothing has been checked yet', async () => {
    const { get } = await start({ store: aReadingStore({ states: {}, ticks: [] }).store });
    expect(await (await get('/ready')).json()).toMatchObject({ reasons: [{ code: 'no_tick_yet' }], lastTickAt: null });
  });

  it('names the reason when the store cannot be reached, without its address', async () => {
    const { get, logged } = await start({ store: brokenStore() });
    const answer = await get('/ready');
    const body = await answer.text();
    expect(answer.status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ reasons: [{ code: 'store_unreachable' }] });
    expect(body).not.toContain('10.0.0.7');
    expect(logged.join()).toContain('10.0.0.7');
  });
});

describe('everything else', () => {
  it('has an index that names the paths', async () => {
    const { get } = await start();
    const index = (await (await get('/')).json()) as { paths: object };
    expect(Object.keys(index.paths)).toEqual(['/', '/status.json', '/health', '/ready']);
  });

  it('answers 404 to an unknown path, and names the known ones', async () => {
    const { get } = await start();
    const answer = await get('/admin');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toMatchObject({
      error: { code: 'not_found', paths: ['/', '/status.json', '/health', '/ready'] },
    });
  });

  it.each(['//x', '/%', '/%2e%2e/etc', '/status.json/x', '/__proto__', '/constructor'])(
    'answers 404 to %s',
    async (path) => {
      const { get } = await start();
      expect((await get(path)).status).toBe(404);
    },
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('answers 405 to %s, and names the methods', async (method) => {
    const { get } = await start();
    const answer = await get('/status.json', { method, body: 'x'.repeat(100_000) });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
  });

  it('answers HEAD of an unknown path without a body', async () => {
    const { get } = await start();
    const answer = await get('/admin', { method: 'HEAD' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it('says nothing of a fault of the program', async () => {
    const clock = {
      ...clockAt(0),
      now: (): number => {
        throw new TypeError('undefined is not a clock of nightjar-prod');
      },
    };
    const { get, logged } = await start({ clock });
    const answer = await get('/status.json');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      error: { code: 'internal', message: 'Something went wrong here. Please try again later.' },
    });
    expect(logged.join()).toContain('nightjar-prod');
  });
});
