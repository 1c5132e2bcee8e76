import { describe, expect, it } from 'vitest';
import { privateBoard } from '../../shared/domain/board.ts';
import { aSeen, aState } from '../status/seen-builder.ts';
import { aMonitor, anIncident, aResult, MINUTE, NOON } from './builders.ts';

const AT_NOON = { now: NOON + 1000, tickMs: MINUTE };
const rowOf = (...args: Parameters<typeof privateBoard>) => privateBoard(...args).rows[0];

describe('privateBoard', () => {
  it('shows a monitor that has never been checked as pending, without a date', () => {
    expect(rowOf([aMonitor()], aSeen({}), AT_NOON)).toEqual({ monitor: aMonitor(), phase: 'pending', isSilent: false });
  });

  it('shows the newest result, also one that says nothing about the target', () => {
    const seen = aSeen({ rota: aState() }, [aResult('up')], [aResult('unknown')]);
    const row = rowOf([aMonitor()], seen, AT_NOON);
    expect(row?.last).toMatchObject({ verdict: 'unknown', slot: NOON, failure: { code: 'probe_error' } });
    expect(row?.isSilent).toBe(false);
  });

  it('calls a monitor silent after three intervals without a conclusive result', () => {
    const seen = aSeen(
      { rota: aState() },
      [aResult('up')],
      [aResult('unknown')],
      [aResult('unknown')],
      [aResult('unknown')],
    );
    expect(rowOf([aMonitor()], seen, AT_NOON)?.isSilent).toBe(true);
  });

  it('never calls a paused monitor silent', () => {
    const paused = aMonitor({ policy: { paused: true } });
    expect(rowOf([paused], aSeen({ rota: aState() }), AT_NOON)).toMatchObject({ phase: 'paused', isSilent: false });
  });

  it('shows the incident that is open and not those that are over', () => {
    const over = anIncident({ id: 'rota-1', closing: { reason: 'recovered', at: NOON, upSince: NOON } });
    const open = anIncident({ id: 'rota-2' });
    const seen = aSeen({ rota: aState({ phase: 'down', incidents: [over, open] }) }, [aResult('down')]);
    expect(rowOf([aMonitor()], seen, AT_NOON)?.incident?.id).toBe('rota-2');
  });

  it('says so when the checker itself has stopped', () => {
    expect(privateBoard([], aSeen({}), { now: NOON + 5 * MINUTE, tickMs: MINUTE }).isStale).toBe(true);
    expect(privateBoard([], aSeen({}), AT_NOON)).toMatchObject({ isStale: false, updatedAt: NOON });
  });
});
