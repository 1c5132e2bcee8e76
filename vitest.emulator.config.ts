import { defineConfig } from 'vitest/config';

/** Deployments on the AWS emulator, apart from `npm test` because they need Python and take minutes. */
export default defineConfig({
  test: {
    include: ['test/emulator/*.emulator.ts'],
    globalSetup: ['test/emulator/setup.ts'],
    // One emulator serves them all, and most of the time everybody waits for a slot.
    maxWorkers: 2,
    // The first slot after a deployment comes within two minutes, and what happens takes several.
    testTimeout: 6 * 60_000,
    hookTimeout: 6 * 60_000,
  },
});
