/** The beat function behind the local server, over real HTTP, on the real store. */
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { type HttpServer, serveHttp } from '../../cli/run/http-server.ts';
import { withBeats } from '../../cli/run/with-beats.ts';
import { makeHandler } from '../../functions/beat/handler.ts';
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';
import type { Store } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { NOON } from '../domain/builders.ts';
import { startStatus } from './status-server.ts';

const TOKEN = newToken();
const OTHER_TOKEN = newToken();
const TOKENS = [
  { monitorId: 'backup', tokenHash: hashOfToken(TOKEN) },
  { monitorId: 'worker', tokenHash: hashOfToken(OTHER_TOKEN) },
];

let database: EmbeddedDatabase;
let store: Store;
let server: HttpServer;
let now = NOON;
const logged: string[] = [];

beforeAll(async () => {
  database = await openEmbeddedDatabase();
  const write = (message: string, fields: unknown) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log = { info: write, warn: write, error: write };
  const recordBeat: Store['recordBeat'] = (...args) => store.recordBeat(...args);
  const handler = makeHandler({ store: { recordBeat }, clock: { now: () => now }, log, tokens: TOKENS });
  server = await serveHttp(handler, { port: 0 });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

let tables = 0;
beforeEach(async () => {
  now = NOON;
  logged.length = 0;
  const tableName = `beats-${++tables}`;
  await createTable(database.client, tableName);
  store = createStore({ client: database.client, tableName });
});

const send = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const beatOf = async (monitorId = 'backup') => (await store.readBeats()).get(monitorId);

/** Everything of an answer that somebody could tell apart, without the date. */
async function wholeAnswer(path: string, url = server.url, init?: RequestInit): Promise<object> {
  const answer = await fetch(`${url}${path}`, init);
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers, body: await answer.text() };
}

describe('a beat', () => {
  it.each(['GET', 'POST'])('is taken by %s', async (method) => {
    const answer = await send(`/beat/${TOKEN}`, { method, ...(method === 'POST' && { body: 'anything' }) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ ok: true });
    expect(await beatOf()).toEqual({ lastBeatAt: NOON });
    expect(await beatOf('worker')).toBeUndefined();
  });

  it('is taken by HEAD, and answered without a body', async () => {
    const answer = await send(`/beat/${TOKEN}`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
    expect(await beatOf()).toEqual({ lastBeatAt: NOON });
  });

  it('tells start, failure and exit code by its path', async () => {
    await send(`/beat/${TOKEN}/start`);
    now = NOON + 1000;
    await send(`/beat/${TOKEN}/3`);
    expect(await beatOf()).toEqual({ lastStartAt: NOON, lastFailAt: NOON + 1000, lastExitCode: 3 });
    now = NOON + 2000;
    await send(`/beat/${TOKEN}/fail`);
    expect(await beatOf()).toEqual({ lastStartAt: NOON, lastFailAt: NOON + 2000 });
    now = NOON + 3000;
    await send(`/beat/${TOKEN}/0/`);
    expect(await beatOf()).toMatchObject({ lastBeatAt: NOON + 3000, lastExitCode: 0 });
  });

  it('may tell how long the job took, and is counted all the same when that cannot be read', async () => {
    await send(`/beat/${TOKEN}?duration=5400`);
    expect(await beatOf()).toEqual({ lastBeatAt: NOON, lastDurationMs: 5400 });
    now = NOON + 1;
    expect((await send(`/beat/${TOKEN}?duration=5.4s`)).status).toBe(200);
    expect(await beatOf()).toEqual({ lastBeatAt: NOON + 1 });
  });

  it('is taken from fifty at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(`/beat/${TOKEN}`, { method: 'POST' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await beatOf()).toEqual({ lastBeatAt: NOON });
  });

  it('is answered before the end of a body that never comes', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const slow = request(`${server.url}/beat/${TOKEN}`, { method: 'POST', headers: { 'Content-Length': '1000000' } });
      slow.on('response', (response) => {
        resolve(response.statusCode);
        slow.destroy();
      });
      slow.on('error', reject);
      slow.write('only the beginning');
    });
    expect(status).toBe(200);
  });
});

describe('without a valid token', () => {
  it('every path gets one and the same answer', async () => {
    const paths = [
      `/beat/${newToken()}`,
      `/beat/${newToken()}/start`,
      `/beat/${TOKEN}/nonsense`,
      `/beat/${TOKEN}/256`,
      `/beat/${TOKEN}/0/1`,
      `/beat/${TOKEN.slice(0, -1)}`,
      `/beat/${TOKEN.toUpperCase()}`,
      `/beat/${'x'.repeat(5000)}`,
      '/beat/',
      '/beat',
      '/beats',
      '/',
      '/%2e%2e/beat',
    ];
    const answers = await Promise.all(paths.map((path) => wholeAnswer(path)));
    expect(answers[0]).toMatchObject({ status: 404 });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await store.readBeats()).toEqual(new Map());
  });

  it('another method is refused alike for a right and a wrong token', async () => {
    const [right, wrong] = await Promise.all(
      [TOKEN, newToken()].map((token) => wholeAnswer(`/beat/${token}`, server.url, { method: 'PUT' })),
    );
    expect(right).toMatchObject({ status: 405 });
    expect(right).toEqual(wrong);
    expect(await beatOf()).toBeUndefined();
  });

  it('a path on the server of a local run gets the answer of any path that is not there', async () => {
    const status = await startStatus();
    const beats = makeHandler({
      store,
      clock: { now: () => now },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      tokens: TOKENS,
    });
    const both = await serveHttp(
      withBeats(beats, async (event) => {
        const answer = await fetch(`${status.url}${event.rawPath}`, { method: event.requestContext.http.method });
        return { statusCode: answer.status, body: await answer.text() };
      }),
      { port: 0 },
    );
    try {
      expect(await wholeAnswer(`/beat/${newToken()}`, both.url)).toEqual(await wholeAnswer('/nothing', both.url));
      expect(await wholeAnswer(`/beat/${TOKEN}`, both.url)).toMatchObject({ status: 200 });
      expect(await wholeAnswer('/health', both.url)).toMatchObject({ status: 200 });
    } finally {
      await both.close();
      await status.close();
    }
  });
});

describe('a store that cannot be reached', () => {
  it('makes the job try again, and no log or answer repeats the token', async () => {
    store = createStore({ client: database.client, tableName: 'missing' });
    const answer = await send(`/beat/${TOKEN}`, { method: 'POST' });
    const body = await answer.text();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.parse(body).error.code).toBe('store_unreachable');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('"monitorId":"backup"');
    expect(logged.join() + body).not.toContain(TOKEN);
  });
});

it('a token is 128 bits, and its hash is that of its text', () => {
  expect(TOKEN).toMatch(/^[0-9a-f]{32}$/);
  expect(newToken()).not.toBe(newToken());
  expect(hashOfToken('test')).toBe('sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');
});
