import { describe, expect, it } from 'vitest';
import type { Remark } from '../../../shared/domain/alerting/remark.ts';
import type { LogbookUnderTest } from '../logbook-contract.ts';
import { DAY_MS, NOON } from '../store-builders.ts';

const INCIDENT = 'rota-20261121T120000Z';

const aRemark = (remark: Partial<Remark> = {}): Remark => ({
  incidentId: INCIDENT,
  kind: 'note',
  at: NOON,
  by: 'anna@desk',
  text: 'The disk was full.',
  ...remark,
});

export function remarkContract(subject: () => LogbookUnderTest): void {
  const add = (...remarks: Remark[]) => Promise.all(remarks.map((remark) => subject().logbook.addRemark(remark)));
  const read = (incidentId = INCIDENT) => subject().logbook.readRemarks(incidentId);

  describe('the remarks on an incident', () => {
    it('are none at first', async () => {
      expect(await read()).toEqual([]);
    });

    it('come back oldest first, each with all that was said', async () => {
      const { text: _, ...acknowledged } = aRemark({ kind: 'acknowledged', at: NOON + 1 });
      const remarks = [
        aRemark({ at: NOON - DAY_MS }),
        acknowledged,
        aRemark({ at: NOON + 2, text: '🦉 “up” at last' }),
        aRemark({ kind: 'postmortem', at: NOON + 400 * DAY_MS, text: 'https://example.org/postmortem' }),
      ];
      await add(...remarks.toReversed());
      expect(await read()).toEqual(remarks);
    });

    it('are one where the same is said twice', async () => {
      await add(aRemark(), aRemark(), aRemark());
      expect(await read()).toEqual([aRemark()]);
    });

    it('are two where two people speak in the same millisecond, or one says two things', async () => {
      const remarks = [aRemark(), aRemark({ by: 'ben@desk' }), aRemark({ text: 'And the log.' })];
      await add(...remarks);
      expect(new Set(await read())).toEqual(new Set(remarks));
    });

    it('belong to their incident alone, even where its name begins another', async () => {
      await add(aRemark(), aRemark({ incidentId: `${INCIDENT}-2` }), aRemark({ incidentId: 'rota' }));
      expect(await read()).toEqual([aRemark()]);
      expect(await read('rota')).toHaveLength(1);
    });
  });
}
