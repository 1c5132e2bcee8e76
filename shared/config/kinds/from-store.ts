/** What holds for kinds that connect to nothing and are judged by what the store knows: there is no answer to expect. */
import type { Kind } from './kind.ts';

export const FROM_STORE = {
  warn: () => [],
  expects: [],
  expectedAnyway: {},
  inherit: () => ({}),
  // The patience is in the grace of a heartbeat and in the thresholds of a composite's members: to wait for more of the
  // same would only be late, and what the file sets for checks that may fail by chance is not meant for these.
  policy: { interval: '1m', retryInterval: '1m', failureThreshold: 1, recoveryThreshold: 1 },
} satisfies Omit<Kind<unknown>, 'schema' | 'toTarget' | 'check'>;
