/** What the emulator and its Lambdas have said, for whoever must find out why a test has failed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import type { EmulatorPlace } from './emulator.ts';

const LONGEST = 20_000;

export function showLogAfterFailure({ folder }: EmulatorPlace): void {
  let hasFailed = false;
  afterEach(({ task }) => {
    hasFailed ||= task.result?.state === 'fail';
  });
  afterAll(() => {
    if (hasFailed) console.error(readFileSync(join(folder, 'emulator.log'), 'utf8').slice(-LONGEST));
  });
}
