import { describe, expect, it } from 'vitest';
import type { Decision, Reason } from '../../../shared/domain/alerting/decide.ts';
import { bundle, type Pending } from '../../../shared/domain/alerting/grouping.ts';

const contacts = new Map([
  ['oncall', { kind: 'sns' as const }],
  ['pager', { kind: 'pagerduty' as const }],
]);

const pending = (
  monitorId: string,
  { group, reason = 'due', ...more }: Partial<Decision> & { group?: string; reason?: Reason } = {},
): Pending => ({
  decision: {
    kind: 'down',
    contactId: 'oncall',
    reason,
    key: `${monitorId}-1/down/oncall`,
    eventId: `${monitorId}-1/down`,
    ...more,
  },
  ...(group !== undefined && { group }),
});

const bundled = (items: readonly Pending[], stormSize = 10): string[] =>
  bundle(items, contacts, stormSize).map(
    ({ contactId, reason, items: held }) =>
      `${contactId} ${reason}: ${held.map(({ decision }) => decision.eventId).join(' ')}`,
  );

describe('what goes out together', () => {
  it('is what concerns one group', () => {
    expect(bundled([pending('a', { group: 'x' }), pending('b', { group: 'y' }), pending('c', { group: 'x' })])).toEqual(
      ['oncall group: a-1/down c-1/down', 'oncall single: b-1/down'],
    );
  });

  it('is everything in a storm', () => {
    expect(bundled([pending('a', { group: 'x' }), pending('b', { group: 'y' })], 2)).toEqual([
      'oncall storm: a-1/down b-1/down',
    ]);
  });

  it('is also what still waits for its group, but nothing goes on its account alone', () => {
    const waiting = pending('b', { group: 'x', reason: 'waits_for_group' });
    expect(bundled([pending('a', { group: 'x' }), waiting])).toEqual(['oncall group: a-1/down b-1/down']);
    expect(bundled([waiting])).toEqual([]);
    expect(bundled([pending('a', { group: 'y' }), waiting])).toEqual(['oncall single: a-1/down']);
  });

  it('is nothing where a contact makes an alert of each', () => {
    const paged = ['a', 'b'].map((id) => pending(id, { contactId: 'pager' }));
    expect(bundled(paged, 2)).toEqual(['pager single: a-1/down', 'pager single: b-1/down']);
  });

  it('is the beginning and the end of an outage in a digest', () => {
    const step = { contactId: 'oncall', via: 'daily', afterMs: 0, digest: { at: '09:00', zone: 'UTC' } };
    const end = pending('a', { kind: 'recovered', reason: 'waits_for_down', eventId: 'a-1/recovered' });
    expect(bundled([pending('a', { step }), end, pending('b')])).toEqual([
      'oncall digest: a-1/down a-1/recovered',
      'oncall single: b-1/down',
    ]);
  });

  it('is never what is held back', () => {
    expect(bundled([pending('a', { reason: 'silenced' }), pending('b', { reason: 'sent_already' })])).toEqual([]);
  });
});
