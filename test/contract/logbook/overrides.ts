import { describe, expect, it } from 'vitest';
import type { Override } from '../../../shared/domain/alerting/override.ts';
import type { LogbookUnderTest } from '../logbook-contract.ts';
import { DAY_MS, MINUTE_MS, NOON } from '../store-builders.ts';

export const anOverride = (override: Partial<Override> = {}): Override => ({
  id: '7k3mq2',
  kind: 'silence',
  scope: { kind: 'monitor', name: 'rota' },
  from: NOON,
  until: NOON + 60 * MINUTE_MS,
  by: 'anna@desk',
  ...override,
});

const { until: _, ...endless } = anOverride({ id: 'endless', kind: 'pause', scope: { kind: 'everything' } });

export function overrideContract(subject: () => LogbookUnderTest): void {
  const put = (override: Override) => subject().logbook.putOverride(override);
  const read = async (now = NOON) => {
    const overrides = await subject().logbook.readOverrides(now);
    return overrides.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  };

  describe('an override', () => {
    it('comes back as it was written, with every scope there is', async () => {
      const overrides = [
        anOverride({ id: 'a', note: 'Umzug der Datenbank – “spät”' }),
        anOverride({ id: 'b', kind: 'maintenance', scope: { kind: 'group', name: 'Public web: EU' } }),
        anOverride({ id: 'c', kind: 'pause', scope: { kind: 'tag', name: 'all' } }),
        anOverride({ id: 'd', scope: { kind: 'monitor', name: 'all' } }),
        endless,
      ];
      for (const override of overrides) await put(override);
      expect(await read()).toEqual(overrides);
    });

    it('is read before it begins, and until just before it ends, whether the engine forgets or not', async () => {
      await put(anOverride({ from: NOON + MINUTE_MS, until: NOON + 2 * MINUTE_MS + 1 }));
      expect(await read()).toHaveLength(1);
      expect(await read(NOON + 2 * MINUTE_MS)).toHaveLength(1);
      expect(await read(NOON + 2 * MINUTE_MS + 1)).toEqual([]);
    });

    it('without an end is read for ever', async () => {
      await put(endless);
      expect(await read(NOON + 4000 * DAY_MS)).toEqual([endless]);
    });

    it('with an id that is there is changed, and keeps nothing of what it was', async () => {
      await put(anOverride({ note: 'two hours' }));
      const { until: _, ...open } = anOverride({ by: 'ben@desk' });
      await put(open);
      expect(await read(NOON + DAY_MS)).toEqual([open]);
    });

    it('never takes the place of one of another kind, or of one that covers something else', async () => {
      await put(anOverride());
      await expect(put(anOverride({ kind: 'pause' }))).rejects.toThrow('7k3mq2');
      await expect(put(anOverride({ scope: { kind: 'everything' } }))).rejects.toThrow('7k3mq2');
      expect(await read()).toEqual([anOverride()]);
    });

    it('is lifted once', async () => {
      await put(anOverride());
      await put(anOverride({ id: 'other' }));
      const { logbook } = subject();
      const lifted = await Promise.all(Array.from({ length: 5 }, () => logbook.liftOverride('7k3mq2')));
      expect(lifted.toSorted()).toEqual([false, false, false, false, true]);
      expect(await read()).toEqual([anOverride({ id: 'other' })]);
      expect(await logbook.liftOverride('never-there')).toBe(false);
    });
  });
}
