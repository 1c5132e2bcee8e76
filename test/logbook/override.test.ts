import { describe, expect, it } from 'vitest';
import { type NewOverride, override } from '../../shared/logbook/override.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { desk } from './desk.ts';

const HOUR = 60 * MINUTE;
const at = desk();

const silence: NewOverride = {
  kind: 'silence',
  scope: { kind: 'monitor', name: 'ledger' },
  forMs: 2 * HOUR,
  by: 'anna@desk',
};
const held = () => at().logbook.readOverrides(at().clock.now());
const refusal = (input: Partial<NewOverride>) =>
  override(at(), { ...silence, ...input }).then(
    () => undefined,
    (error: unknown) => (error instanceof Refusal ? error : undefined),
  );

describe('an override', () => {
  it('holds from now for as long as it was given, and is in the audit with who and why', async () => {
    const written = await override(at(), { ...silence, note: 'moving\nthe  database\u202e' });
    const expected = { ...silence, from: NOON, until: NOON + 2 * HOUR, note: 'moving the database' };
    expect(written).toMatchObject({ from: expected.from, until: expected.until, note: expected.note, by: 'anna@desk' });
    expect(await held()).toEqual([written]);
    expect(await at().logbook.readAudit(NOON)).toEqual([
      {
        id: expect.stringMatching(/^id\d$/),
        at: NOON,
        by: 'anna@desk',
        action: 'silence',
        subject: `ledger from 2026-11-22 12:00:00 UTC until 2026-11-22 14:00:00 UTC (${written.id})`,
        note: 'moving the database',
      },
    ]);
  });

  it('of the same kind and scope is changed, be it longer or shorter, and keeps its beginning', async () => {
    const first = await override(at(), silence);
    at().clock.now = () => NOON + HOUR;
    const second = await override(at(), { ...silence, forMs: 10 * MINUTE, by: 'ben@desk' });
    expect(second).toEqual({ ...first, until: NOON + HOUR + 10 * MINUTE, by: 'ben@desk' });
    expect(await held()).toEqual([second]);
    expect(await at().logbook.readAudit(NOON)).toHaveLength(2);
  });

  it('of another kind or scope, or one that has ended, stands for itself', async () => {
    await override(at(), { ...silence, forMs: MINUTE });
    at().clock.now = () => NOON + MINUTE;
    await override(at(), silence);
    await override(at(), { ...silence, kind: 'maintenance' });
    await override(at(), { ...silence, scope: { kind: 'group', name: 'Public web' } });
    await override(at(), { ...silence, scope: { kind: 'tag', name: 'money' } });
    await override(at(), { ...silence, scope: { kind: 'everything' } });
    expect(await held()).toHaveLength(5);
  });

  it('that is planned changes none that holds, and two may be planned', async () => {
    await override(at(), { ...silence, kind: 'maintenance' });
    await override(at(), { ...silence, kind: 'maintenance', from: NOON + 24 * HOUR });
    const last = await override(at(), { ...silence, kind: 'maintenance', from: NOON + 48 * HOUR });
    expect(last).toMatchObject({ from: NOON + 48 * HOUR, until: NOON + 50 * HOUR });
    expect(await held()).toHaveLength(3);
  });

  it('that pauses may have no end', async () => {
    const { forMs: _, ...endless } = silence;
    const pause = await override(at(), { ...endless, kind: 'pause' });
    expect(pause).not.toHaveProperty('until');
    expect((await refusal({ kind: 'silence', forMs: undefined } as never))?.message).toBe('A silence needs an end.');
    expect((await refusal({ kind: 'maintenance', forMs: undefined } as never))?.message).toContain('needs an end');
  });

  it('covers something that there is', async () => {
    const unknown = async (kind: 'monitor' | 'group' | 'tag', name: string) =>
      (await refusal({ scope: { kind, name } }))?.unknown;
    expect(await unknown('monitor', 'ledgr')).toEqual({ name: 'ledgr', known: ['staff-rota', 'ledger', 'shop'] });
    expect(await unknown('group', 'web')).toEqual({ name: 'web', known: ['Intranet', 'Public web'] });
    expect(await unknown('tag', 'us')).toEqual({ name: 'us', known: ['eu', 'money'] });
    expect(await held()).toEqual([]);
    expect(await at().logbook.readAudit(0)).toEqual([]);
  });

  it('has times that make sense, and somebody who says so', async () => {
    expect((await refusal({ forMs: 0 }))?.message).toContain('from a moment to 366 d');
    expect((await refusal({ forMs: 367 * 24 * HOUR }))?.message).toContain('belong into the file');
    expect((await refusal({ from: NOON - 3 * HOUR }))?.message).toContain('would be over already');
    expect((await refusal({ from: NOON + 367 * 24 * HOUR }))?.message).toContain('too far ahead');
    expect((await refusal({ by: ' \u200b' }))?.message).toContain('needs a name');
    expect(await override(at(), { ...silence, from: NOON - HOUR })).toMatchObject({ until: NOON + HOUR });
  });
});
