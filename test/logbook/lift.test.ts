import { describe, expect, it } from 'vitest';
import type { Scope } from '../../shared/domain/alerting/override.ts';
import { lift, resume } from '../../shared/logbook/lift.ts';
import { override } from '../../shared/logbook/override.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { desk } from './desk.ts';

const at = desk();
const by = 'anna@desk';
const ledger: Scope = { kind: 'monitor', name: 'ledger' };
const pause = (scope: Scope, input: object = {}) => override(at(), { kind: 'pause', scope, by, ...input });
const held = async () => (await at().logbook.readOverrides(at().clock.now())).map(({ id }) => id);
const actions = async () => (await at().logbook.readAudit(0)).map(({ action, subject }) => `${action} ${subject}`);

describe('to lift an override', () => {
  it('ends it, and tells what it was', async () => {
    const silence = await override(at(), { kind: 'silence', scope: ledger, forMs: MINUTE, by });
    const other = await pause(ledger);
    expect(await lift(at(), { id: silence.id, by: 'ben@desk' })).toEqual(silence);
    expect(await held()).toEqual([other.id]);
    expect(await actions()).toContain(`lift silence of ledger (${silence.id})`);
  });

  it('takes one that holds or will hold', async () => {
    const { id } = await override(at(), { kind: 'silence', scope: ledger, forMs: MINUTE, by });
    at().clock.now = () => NOON + MINUTE;
    await expect(lift(at(), { id, by })).rejects.toMatchObject({
      message: `There is no override "${id}"; it may have ended.`,
      unknown: { name: id, known: [] },
    });
    const planned = await override(at(), {
      kind: 'maintenance',
      scope: ledger,
      from: NOON + 5 * MINUTE,
      forMs: MINUTE,
      by,
    });
    await expect(lift(at(), { id: 'x', by })).rejects.toMatchObject({ unknown: { known: [planned.id] } });
    await lift(at(), { id: planned.id, by });
    expect(await held()).toEqual([]);
  });
});

describe('to resume', () => {
  it('ends every pause of exactly that scope, and nothing else', async () => {
    const now = await pause(ledger);
    const later = await pause(ledger, { from: NOON + MINUTE });
    const group = await pause({ kind: 'group', name: 'Public web' });
    const silence = await override(at(), { kind: 'silence', scope: ledger, forMs: MINUTE, by });
    const ended = await resume(at(), { scope: ledger, by });
    expect(ended.map(({ id }) => id).toSorted()).toEqual([now.id, later.id].toSorted());
    expect((await held()).toSorted()).toEqual([group.id, silence.id].toSorted());
    expect(await actions()).toContain(`resume pause of ledger (${now.id})`);
  });

  it('says by what a monitor is paused where that is more than the monitor', async () => {
    const group = await pause({ kind: 'group', name: 'Public web' });
    await expect(resume(at(), { scope: ledger, by })).rejects.toThrow(
      `ledger is paused as part of group:Public web (${group.id}): resume group:Public web, or lift ${group.id}.`,
    );
    await expect(resume(at(), { scope: { kind: 'monitor', name: 'shop' }, by })).rejects.toThrow(
      'Nothing by hand pauses shop. What the file pauses is resumed there.',
    );
    expect(await held()).toEqual([group.id]);
  });
});
