import { describe, expect, it } from 'vitest';
import { WHOLE_FLEET } from '../../../shared/domain/time/slot.ts';
import { NOON, REGION, tickAt, up } from '../store-builders.ts';
import type { StoreUnderTest } from '../store-contract.ts';

export function capacityContract(subject: () => StoreUnderTest): void {
  const healthy = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      up(`${WORDS[index % WORDS.length]}-${index}-health`, (index * 37) % 900),
    );

  /** The write units that the engine itself says a tick of so many healthy monitors costs. */
  const unitsOf = async (count: number) => {
    const seen: [operation: string, write: number][] = [];
    const store = subject().with({ onCapacity: (operation, { write }) => seen.push([operation, write]) });
    await store.appendTick(tickAt(NOON, { results: healthy(count) }));
    expect(seen.map(([operation]) => operation)).toEqual(['PutItem']);
    return seen[0]?.[1];
  };

  describe('the bill', () => {
    it('has at most two write units for the tick of a hundred healthy monitors', async () => {
      expect(await unitsOf(100)).toBeLessThanOrEqual(2);
    });

    it('has at most ten write units for the tick of five hundred', async () => {
      expect(await unitsOf(500)).toBeLessThanOrEqual(10);
    });

    it('counts reads as reads', async () => {
      let read = 0;
      const store = subject().with({ onCapacity: (_operation, units) => (read += units.read) });
      await store.appendTick(tickAt(NOON));
      await store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON);
      expect(read).toBe(1);
    });
  });
}

const WORDS = ['payments', 'search', 'rota', 'tenant', 'billing', 'ledger', 'mail', 'reports', 'sign-in', 'archive'];
