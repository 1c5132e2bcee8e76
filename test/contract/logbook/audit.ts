import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../shared/ports.ts';
import type { LogbookUnderTest } from '../logbook-contract.ts';
import { DAY_MS, MINUTE_MS, NOON } from '../store-builders.ts';

const anEntry = (entry: Partial<AuditEntry> = {}): AuditEntry => ({
  id: 'a1',
  at: NOON,
  by: 'anna@desk',
  action: 'silence',
  subject: 'rota, for 2 h',
  ...entry,
});

export function auditContract(subject: () => LogbookUnderTest): void {
  const append = async (...entries: AuditEntry[]) => {
    for (const entry of entries) await subject().logbook.appendAudit(entry);
  };
  const read = (since: number) => subject().logbook.readAudit(since);

  describe('the audit', () => {
    it('lists entries of every month, newest first', async () => {
      const instants = ['2026-08-31T23:59:59.999Z', '2026-09-01T00:00:00.000Z', '2026-11-21T11:59:00.250Z'];
      const entries = instants.map((instant) => anEntry({ at: Date.parse(instant), note: `at ${instant}` }));
      await append(...entries);
      const [first = anEntry(), second = anEntry()] = entries;
      expect(await read(NOON - 399 * DAY_MS)).toEqual(entries.toReversed());
      expect(await read(first.at)).toHaveLength(3);
      expect(await read(first.at + 1)).toHaveLength(2);
      expect(await read(second.at + 1)).toHaveLength(1);
      expect(await read(NOON)).toEqual([]);
    });

    it('has both of two entries of one millisecond, and one of an entry that comes twice', async () => {
      await append(anEntry(), anEntry({ id: 'a2' }), anEntry(), anEntry({ by: 'somebody else' }));
      const entries = await read(NOON);
      expect(new Set(entries)).toEqual(new Set([anEntry(), anEntry({ id: 'a2' })]));
    });

    it('has an entry of a clock that is somewhat ahead', async () => {
      subject().clock.now = () => Date.parse('2026-11-30T23:59:59Z');
      const ahead = anEntry({ at: Date.parse('2026-12-01T00:00:30Z') });
      await append(ahead);
      expect(await read(NOON)).toEqual([ahead]);
    });

    it('forgets after 400 days, whether the engine does or not', async () => {
      await append(anEntry());
      subject().clock.now = () => NOON + 400 * DAY_MS - MINUTE_MS;
      expect(await read(0)).toHaveLength(1);
      subject().clock.now = () => NOON + 400 * DAY_MS + MINUTE_MS;
      expect(await read(0)).toEqual([]);
    });
  });
}
