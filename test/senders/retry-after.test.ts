import { expect, it } from 'vitest';
import { retryAfterMs } from '../../shared/senders/retry-after.ts';
import { NOON } from '../domain/builders.ts';

it.each([
  ['30', 30_000],
  ['0', 0],
  ['1.5', 1500],
  [' 7 ', 7000],
  ['Sun, 22 Nov 2026 12:01:00 GMT', 60_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['86400', 3_600_000],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
])('%j leaves a service alone for %s ms', (text, ms) => {
  expect(retryAfterMs({ 'retry-after': text }, NOON)).toBe(ms);
});

it('an answer that does not say is no reason to wait', () => {
  expect(retryAfterMs({}, NOON)).toBeUndefined();
});
