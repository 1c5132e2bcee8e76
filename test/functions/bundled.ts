/** A function as it is deployed: bundled, loaded from its folder, on a real engine. For one file of tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { bundleFunction } from '../../infra/function-code.ts';
import { createTable } from '../../shared/store/index.ts';

export const REGION = 'eu-west-1';

/** What its bundle must do without: it makes a cold start slow. */
export const HEAVY = ['zod', 'yaml', 'undici', 'aws-cdk-lib', 'dynalite'];

/** `environment` is beside what each function has. The environment of the process is changed until it is closed. */
export async function openBundled<Handler>(
  code: Parameters<typeof bundleFunction>[0],
  environment: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), `nightjar-${code.name}-`));
  const database = await openEmbeddedDatabase();
  const table = { client: database.client, tableName: `${code.name}-test` };
  await createTable(table.client, table.tableName);
  const { metafile } = bundleFunction(code, folder);
  const usual = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: database.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    NIGHTJAR_TABLE: table.tableName,
  };
  for (const [name, value] of Object.entries({ ...usual, ...environment })) vi.stubEnv(name, value);
  const { handler }: { handler: Handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
  return {
    handler,
    table,
    /** The files of a package that the bundle carries. */
    carried: (module: string) =>
      Object.keys(metafile.inputs).filter((path) => path.includes(`node_modules/${module}/`)),
    close: async () => {
      vi.unstubAllEnvs();
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type Bundled<Handler> = Awaited<ReturnType<typeof openBundled<Handler>>>;
