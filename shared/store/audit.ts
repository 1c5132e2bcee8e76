/** Who changed what by hand. Entries are added and never changed, and forgotten after 400 days. */
import type { AuditEntry, Clock, Logbook } from '../ports.ts';
import { auditKey, auditRanges, type Key } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

const DAY_MS = 86_400_000;
const KEPT_MS = 400 * DAY_MS;

/** A clock elsewhere may be ahead of ours, and a month's first entry must not be missed for that. */
const CLOCK_SKEW_MS = 3_600_000;

interface AuditItem extends Key, AuditEntry {
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

const isAbsent: Expression = { text: 'attribute_not_exists(pk)' };

const isNotExpired = (now: number): Expression => ({
  text: 'expiresAt > :nowSeconds',
  values: { ':nowSeconds': now / 1000 },
});

export function createAudit(
  requests: Requests,
  { clock }: { readonly clock: Pick<Clock, 'now'> },
): Pick<Logbook, 'appendAudit' | 'readAudit'> {
  return {
    async appendAudit({ id, at, by, action, subject, note }) {
      const entry = { id, at, by, action, subject, ...(note !== undefined && { note }) };
      const expiresAt = Math.ceil((at + KEPT_MS) / 1000);
      await requests.put({ ...auditKey(at, id), ...entry, expiresAt }, isAbsent);
    },

    async readAudit(since) {
      const now = clock.now();
      // Nothing is kept longer, so there is no month before that to ask for.
      const ranges = auditRanges(Math.max(since, now - KEPT_MS - DAY_MS), now + CLOCK_SKEW_MS);
      const filter = isNotExpired(now);
      const months = await Promise.all(
        ranges.map((range) => requests.query<AuditItem>({ range, filter, isNewestFirst: true })),
      );
      return months.flat().map(({ pk: _, sk: __, expiresAt: ___, ...entry }): AuditEntry => entry);
    },
  };
}
