/**
 * Who is sending which message. A mark goes through this, and each step is one guarded write:
 *
 *     (none) ── claim ──> claimed ──── mark ────> sent             for ever
 *                          │   ▲ └───── mark ────> given up        for ever
 *                 expires  │   │
 *                          ▼   │ claim, one attempt more
 *                        free again <── mark ── failed, waits until retryAt
 *
 * A sender that dies leaves its claim to expire: the message is late, never lost.
 */
import type { Store } from '../ports.ts';
import { stateKey } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

const MARK = 'marks.#mark';

const incidentIsHeld = 'contains(held, :incident)';
const nobodyHasBegun = `attribute_not_exists(${MARK})`;
const somebodyHasBegun = `attribute_exists(${MARK})`;
const isNotSent = `attribute_not_exists(${MARK}.sentAt)`;
const isNotGivenUp = `attribute_not_exists(${MARK}.gaveUp)`;
const nobodyHoldsIt = `(attribute_not_exists(${MARK}.claimedUntil) OR ${MARK}.claimedUntil <= :now)`;
const hasWaitedEnough = `(attribute_not_exists(${MARK}.retryAt) OR ${MARK}.retryAt <= :now)`;

const all = (...conditions: string[]): string => conditions.join(' AND ');

/** The row and the placeholders that every request about a message needs. */
interface Subject {
  readonly monitorId: string;
  readonly names: { readonly '#mark': string };
  readonly values: { readonly ':incident': string };
}

export function createMessages(requests: Requests): Pick<Store, 'claimMessage' | 'markMessage'> {
  const write = (subject: Subject, change: Expression, guard: string) =>
    requests.update(stateKey(subject.monitorId), change, {
      text: guard,
      names: subject.names,
      values: subject.values,
    });

  return {
    async claimMessage(monitorId, incidentId, key, now, until) {
      const subject = subjectOf(monitorId, incidentId, key);
      const begin = { text: `SET ${MARK} = :mark`, values: { ':mark': { attempts: 1, claimedUntil: until } } };
      if (await write(subject, begin, all(incidentIsHeld, nobodyHasBegun))) return true;
      const again = {
        text: `SET ${MARK}.attempts = ${MARK}.attempts + :one, ${MARK}.claimedUntil = :until REMOVE ${MARK}.retryAt`,
        values: { ':one': 1, ':until': until, ':now': now },
      };
      const isFree = all(somebodyHasBegun, isNotSent, isNotGivenUp, nobodyHoldsIt, hasWaitedEnough);
      return write(subject, again, all(incidentIsHeld, isFree));
    },

    markMessage(monitorId, incidentId, key, mark) {
      const subject = subjectOf(monitorId, incidentId, key);
      const record = { text: `SET ${MARK} = :mark`, values: { ':mark': { ...mark } } };
      // Somebody whose claim had expired may report a failure after another has succeeded: sent stays sent.
      return write(subject, record, all(incidentIsHeld, isNotSent));
    },
  };
}

const subjectOf = (monitorId: string, incidentId: string, key: string): Subject => ({
  monitorId,
  names: { '#mark': key },
  values: { ':incident': incidentId },
});
