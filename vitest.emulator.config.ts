import { defineConfig } from 'vitest/config';

/** The deployment on the AWS emulator, apart from `npm test` because it needs Python and takes minutes. */
export default defineConfig({
  test: {
    include: ['test/emulator/deployment.emulator.ts'],
    // The schedule ticks once a minute, and what happens takes several ticks.
    testTimeout: 6 * 60_000,
    hookTimeout: 6 * 60_000,
  },
});
