/** What is inside of each bundle. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bundleFunction } from '../../infra/function-code.ts';

const BELONG_ELSEWHERE = ['zod', 'yaml', 'aws-cdk-lib', 'dynalite', 'commander', 'esbuild'];

describe.each(['tick', 'notifier', 'status'])('the bundle of the %s function', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-bundle-'));
  const { metafile } = bundleFunction({ name, files: { 'fleet.json': { monitors: [] } } }, folder);
  const fleet = readFileSync(join(folder, 'fleet.json'), 'utf8');
  rmSync(folder, { recursive: true });
  const inputs = Object.keys(metafile.inputs);

  it.each(BELONG_ELSEWHERE)('does not carry %s', (module) => {
    expect(inputs.filter((path) => path.includes(`node_modules/${module}/`))).toEqual([]);
  });

  it('reads nothing of the Parameter Store’s SDK before there is a secret', () => {
    const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint?.startsWith('functions/'));
    expect(Object.keys(entry?.inputs ?? {}).filter((path) => path.includes('client-ssm'))).toEqual([]);
  });

  it('finds its credentials where Lambda puts them, and searches nowhere else', () => {
    expect(
      inputs.filter((path) => /credential-provider-(ini|sso|process|web-identity)|nested-clients/.test(path)),
    ).toEqual([]);
    expect(inputs).toContain('infra/lambda-credentials.ts');
  });

  it('has its files beside it', () => {
    expect(JSON.parse(fleet)).toEqual({ monitors: [] });
  });
});

describe('the credentials of a function', () => {
  afterEach(() => vi.unstubAllEnvs());

  const credentials = async () => {
    const { defaultProvider } = await import('../../infra/lambda-credentials.ts');
    return defaultProvider()();
  };

  it('are those of its role, from the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'key');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    expect(await credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'token' });
  });

  it('are missed aloud', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    await expect(credentials()).rejects.toThrow('no AWS credentials in the environment');
  });
});
