/** The job of the demo, from its report over HTTP to the verdict on it. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_TOKEN, type MailRun, startMailRun } from '../../cli/demo/mail-run.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { type HttpServer, serveHttp } from '../../cli/run/http-server.ts';
import { makeHandler } from '../../functions/beat/handler.ts';
import { hashOfToken } from '../../functions/beat/tokens.ts';
import { parseFleet } from '../../shared/config/index.ts';
import { DEMO_TOKEN_HASH } from '../../shared/config/known-tokens.ts';
import { beatTokens } from '../../shared/domain/checks/heartbeat.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import type { Store } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { shippedFleet } from './shipped-fleet.ts';

const SILENT_LOG = { info: () => {}, warn: () => {}, error: () => {} };
const monitor = shippedFleet().monitors.find(({ id }) => id === 'mail-run') as Monitor;

let database: EmbeddedDatabase;
let store: Store;
let server: HttpServer;
let job: MailRun;

beforeAll(async () => {
  database = await openEmbeddedDatabase();
  await createTable(database.client, 'demo');
  store = createStore({ client: database.client, tableName: 'demo' });
  const clock = { now: () => Date.now() };
  const handler = makeHandler({ store, clock, log: SILENT_LOG, tokens: beatTokens([monitor]) });
  server = await serveHttp(handler, { port: 0 });
  job = await startMailRun(server.url, 10);
});
afterAll(async () => {
  await job.close();
  await server.close();
  await database.close();
});

const codeAt = async (slot: number): Promise<string | undefined> => {
  const { failure } = await createProbe({ beats: store })(monitor.target, [], { timeoutMs: 5000, slot });
  return failure?.code;
};

describe('the mail run of the demo', () => {
  it('is well from its start on, as the shipped configuration sees it', async () => {
    expect(await codeAt(Date.now())).toBeUndefined();
  });

  it('reports again and again', async () => {
    const lastBeat = async () => (await store.readBeats()).get('mail-run')?.lastBeatAt ?? 0;
    const before = await lastBeat();
    for (let waits = 0; (await lastBeat()) <= before && waits < 100; waits++) await wait(20);
    expect(await lastBeat()).toBeGreaterThan(before);
  });

  it('is noticed when it falls silent', async () => {
    job.setSilent(true);
    expect(await codeAt(Date.now() + 60_000)).toBe('heartbeat_late');
  });
});

describe('the token that everybody knows', () => {
  it('is the one whose hash the shipped configuration has', () => {
    expect(hashOfToken(DEMO_TOKEN)).toBe(DEMO_TOKEN_HASH);
    expect(beatTokens([monitor])).toEqual([{ monitorId: 'mail-run', tokenHash: DEMO_TOKEN_HASH }]);
  });

  it('is warned of in every file that is no demo', () => {
    const file = (demo: boolean) =>
      parseFleet(
        JSON.stringify({
          demo,
          monitors: [{ id: 'mine', heartbeat: { period: '1h', tokenHash: DEMO_TOKEN_HASH }, alert: { to: [] } }],
        }),
        { file: 'monitors.yaml' },
      ).warnings.map(({ path }) => path);
    expect(file(false)).toEqual(['monitors[0].heartbeat.tokenHash']);
    expect(file(true)).toEqual([]);
  });
});
