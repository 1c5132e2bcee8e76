/** What people have said about incidents, kept for ever. One partition an incident, oldest first. */
import type { Remark } from '../domain/alerting/remark.ts';
import type { Logbook } from '../ports.ts';
import { type Key, remarkKey, remarkRange } from './keys.ts';
import type { Expression, Requests } from './requests.ts';

type RemarkItem = Key & Omit<Remark, 'incidentId'>;

const isAbsent: Expression = { text: 'attribute_not_exists(pk)' };

export function createRemarks(requests: Requests): Pick<Logbook, 'addRemark' | 'readRemarks'> {
  return {
    async addRemark(remark) {
      const { incidentId: _, text, ...rest } = remark;
      // When the guard does not hold, the same remark is there already.
      await requests.put({ ...remarkKey(remark), ...rest, ...(text !== undefined && { text }) }, isAbsent);
    },

    async readRemarks(incidentId) {
      const items = await requests.query<RemarkItem>({ range: remarkRange(incidentId) });
      return items.map(({ pk: _, sk: __, ...rest }): Remark => ({ incidentId, ...rest }));
    },
  };
}
