/** One emulator for all deployments of a run, made ready by `cdk bootstrap` for two regions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bootstrap } from './deploy.ts';
import { type EmulatorPlace, startEmulator } from './emulator.ts';
import { install, whatIsMissing } from './install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent where the emulator cannot be installed, with the reason. */
    readonly emulator: EmulatorPlace | { readonly missing: string };
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = whatIsMissing();
  if (missing && process.env.NIGHTJAR_REQUIRE_EXTRAS === '1')
    throw new Error(`The deployment cannot be tested: ${missing}.`);
  if (missing) {
    project.provide('emulator', { missing });
    return undefined;
  }
  install();
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-emulator-'));
  const { stop, ...place } = await startEmulator(folder);
  const end = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await bootstrap(place);
  } catch (cause) {
    await end();
    throw cause;
  }
  project.provide('emulator', place);
  return end;
}
