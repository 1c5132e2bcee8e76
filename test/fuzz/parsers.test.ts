import fc from 'fast-check';
import { describe, it } from 'vitest';
import { FUZZED } from './properties.ts';

describe('whatever the input', () => {
  it.each(FUZZED)('$name', ({ property }) => {
    fc.assert(property, { numRuns: 500 });
  });
});
