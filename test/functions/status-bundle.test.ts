/** The status function as it is deployed: bundled, loaded from its folder, reading a real engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import type { HttpHandler } from '../../functions/status/handler.ts';
import { bundleFunction } from '../../infra/function-code.ts';
import { publicFleet } from '../../shared/domain/status.ts';
import { cellId, slotOf, WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { aFleet, aMonitor, MINUTE } from '../domain/builders.ts';
import { aState, aTick } from '../status/seen-builder.ts';

const REGION = 'eu-west-1';
const FLEET = aFleet({ monitors: [aMonitor({ public: { name: 'Rota' } })] });
const folder = mkdtempSync(join(tmpdir(), 'nightjar-status-'));

let database: EmbeddedDatabase;
let inputs: string[];
let handler: HttpHandler;

/** The function has the machine's own clock, so the last tick has to be of just now. */
async function foldOneTick(slot: number): Promise<void> {
  const store = createStore({ client: database.client, tableName: 'status-test' });
  const cell = cellId(WHOLE_FLEET);
  await store.appendTick({ ...aTick(slot, [{ monitorId: 'rota', verdict: 'up', totalMs: 42 }]), cell, region: REGION });
  await store.commitState('rota', { state: aState({ since: slot }) }, 0);
  await store.commitCursor({ cell, region: REGION, slot, committedAt: slot + 2000 }, undefined);
}

beforeAll(async () => {
  database = await openEmbeddedDatabase();
  await createTable(database.client, 'status-test');
  const { metafile } = bundleFunction({ name: 'status', files: { 'public.json': publicFleet(FLEET) } }, folder);
  inputs = Object.keys(metafile.inputs);
  const environment = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: database.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    NIGHTJAR_TABLE: 'status-test',
    NIGHTJAR_CELLS: '1',
    NIGHTJAR_TICK_MS: '60000',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await database.close();
  rmSync(folder, { recursive: true });
});

const ask = (method: string, path: string) =>
  handler({ version: '2.0', headers: {}, requestContext: { http: { method, path } } } as unknown as Event, {});
const get = (path: string) => ask('GET', path);

describe('the bundled status function', () => {
  it('is not ready before the first tick', async () => {
    const answer = await get('/ready');
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ reasons: [{ code: 'no_tick_yet' }] });
  });

  it('tells what the table holds once there is a tick', async () => {
    const slot = slotOf(Date.now(), MINUTE);
    await foldOneTick(slot);
    expect((await get('/ready')).statusCode).toBe(200);
    const answer = await get('/status.json');
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      status: 'operational',
      stale: false,
      monitors: [{ id: 'rota', name: 'Rota', status: 'up', responseTimeMs: 42 }],
    });
  });

  it('sends no body to HEAD, which nothing between Lambda and the visitor would take out', async () => {
    const answers = await Promise.all(['/status.json', '/unknown'].map((path) => ask('HEAD', path)));
    expect(answers).toMatchObject([
      { statusCode: 200, body: '' },
      { statusCode: 404, body: '' },
    ]);
  });

  it.each(['zod', 'yaml', 'undici', 'aws-cdk-lib', 'dynalite'])('does not carry %s', (module) => {
    expect(inputs.filter((path) => path.includes(`node_modules/${module}/`))).toEqual([]);
  });
});
