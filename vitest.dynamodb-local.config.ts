import { defineConfig } from 'vitest/config';

/** The store contract on AWS's DynamoDB Local, apart from `npm test` because it needs Java and 57 MB more. */
export default defineConfig({
  test: {
    include: ['test/dynamodb-local/store.dynamodb-local.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
