/** The acknowledge function as it is deployed: bundled, loaded from its folder, on a real engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import type { AcknowledgeHandler } from '../../functions/acknowledge/handler.ts';
import { bundleFunction } from '../../infra/function-code.ts';
import { acknowledgeUrl } from '../../shared/senders/acknowledge-link.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLinkKey } from '../../shared/store/link-key.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { anIncident } from '../domain/builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'nightjar-acknowledge-'));
const incident = anIncident();

let database: EmbeddedDatabase;
let inputs: string[];
let handler: AcknowledgeHandler;

beforeAll(async () => {
  database = await openEmbeddedDatabase();
  await createTable(database.client, 'acknowledge-test');
  const { metafile } = bundleFunction({ name: 'acknowledge', files: {} }, folder);
  inputs = Object.keys(metafile.inputs);
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: database.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    NIGHTJAR_TABLE: 'acknowledge-test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await database.close();
  rmSync(folder, { recursive: true });
});

const send = (method: string, rawPath: string, body?: string) =>
  handler({ version: '2.0', rawPath, headers: {}, requestContext: { http: { method } }, body } as unknown as Event, {});

describe('the bundled acknowledge function', () => {
  it('agrees with the notifier on the key, whoever made it, and notes who is on it', async () => {
    const table = { client: database.client, tableName: 'acknowledge-test' };
    await createStore(table).putIncident(incident, 1);
    expect(await send('GET', '/acknowledge/rota.abc.def')).toMatchObject({ statusCode: 404 });
    const path = acknowledgeUrl('', await createLinkKey(table)(), incident.id, Date.now());
    const page = await send('GET', path);
    expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining('<h1>Staff rota</h1>') });
    expect(await send('POST', path, 'name=Anna')).toMatchObject({ statusCode: 303, headers: { Location: path } });
    const said = await createLogbook(table).readRemarks(incident.id);
    expect(said).toMatchObject([{ kind: 'acknowledged', by: 'Anna (by link)' }]);
  });

  it.each(['zod', 'yaml', 'undici', 'aws-cdk-lib', 'dynalite'])('does not carry %s', (module) => {
    expect(inputs.filter((path) => path.includes(`node_modules/${module}/`))).toEqual([]);
  });
});
