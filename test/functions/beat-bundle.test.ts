/** The beat function as it is deployed: bundled, loaded from its folder, writing to a real engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import type { BeatHandler } from '../../functions/beat/handler.ts';
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';
import { bundleFunction } from '../../infra/function-code.ts';
import { createStore, createTable } from '../../shared/store/index.ts';

const TOKEN = newToken();
const folder = mkdtempSync(join(tmpdir(), 'nightjar-beat-'));

let database: EmbeddedDatabase;
let inputs: string[];
let handler: BeatHandler;

beforeAll(async () => {
  database = await openEmbeddedDatabase();
  await createTable(database.client, 'beat-test');
  const tokens = [{ monitorId: 'backup', tokenHash: hashOfToken(TOKEN) }];
  const { metafile } = bundleFunction({ name: 'beat', files: { 'beats.json': tokens } }, folder);
  inputs = Object.keys(metafile.inputs);
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: database.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    NIGHTJAR_TABLE: 'beat-test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await database.close();
  rmSync(folder, { recursive: true });
});

const send = (method: string, rawPath: string) =>
  handler({ version: '2.0', rawPath, headers: {}, requestContext: { http: { method } } } as unknown as Event, {});

describe('the bundled beat function', () => {
  it('notes what a job reports, and answers a stranger as if nothing were there', async () => {
    expect(await send('POST', `/beat/${TOKEN}/3`)).toMatchObject({ statusCode: 200, body: '{"ok":true}\n' });
    expect(await send('HEAD', `/beat/${TOKEN}`)).toMatchObject({ statusCode: 200, body: '' });
    expect(await send('GET', `/beat/${newToken()}`)).toMatchObject({ statusCode: 404 });
    const beats = await createStore({ client: database.client, tableName: 'beat-test' }).readBeats();
    expect([...beats]).toEqual([['backup', { lastFailAt: expect.any(Number), lastBeatAt: expect.any(Number) }]]);
  });

  it.each(['zod', 'yaml', 'undici', 'aws-cdk-lib', 'dynalite'])('does not carry %s', (module) => {
    expect(inputs.filter((path) => path.includes(`node_modules/${module}/`))).toEqual([]);
  });
});
