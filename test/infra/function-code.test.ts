/** What is inside of each bundle. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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

  it('has its files beside it', () => {
    expect(JSON.parse(fleet)).toEqual({ monitors: [] });
  });
});
