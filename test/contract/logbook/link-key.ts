import { describe, expect, it } from 'vitest';

/** `open` makes readers of the key of one new table. */
export function linkKeyContract(open: () => Promise<() => () => Promise<string>>): void {
  describe('the key for links', () => {
    it('is one for all who need it first at the same time, and for those who come later', async () => {
      const reader = await open();
      const keys = await Promise.all(Array.from({ length: 20 }, () => reader()()));
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(await reader()()).toBe(keys[0]);
    });

    it('is another one in another table', async () => {
      const [one, other] = [await open(), await open()];
      expect(await one()()).not.toBe(await other()());
    });
  });
}
