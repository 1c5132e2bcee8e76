import { describe, expect, it } from 'vitest';
import type { Tick } from '../../shared/domain/checks/result.ts';
import { readyTicks } from '../../shared/tick/fold-log.ts';

/** A tick of each given minute on a grid of one minute, with minutes as instants to keep the rows readable. */
const ticks = (...minutes: number[]): Tick[] =>
  minutes.map((slot) => ({
    slot,
    previous: slot - 1,
    cell: '0of1',
    region: 'local',
    startedAt: slot,
    endedAt: slot,
    results: [],
  }));

describe('which ticks may be folded', () => {
  it.each([
    ['the next one', [5], 4, 0, [5]],
    ['all that follow each other', [5, 6, 7], 4, 0, [5, 6, 7]],
    ['none whose predecessor may still come', [6, 7], 4, 0, []],
    ['those before a predecessor that may still come', [5, 7], 4, 0, [5]],
    ['one whose predecessor can no longer come', [7], 4, 7, [7]],
    ['a gap that is closed, then one that is not', [7, 9], 4, 8, [7]],
    ['none that came too late', [3, 4], 4, 0, []],
    ['from the first that there is when nothing was ever folded', [7, 8], undefined, 0, [7, 8]],
    ['nothing of an empty log', [], 4, 9, []],
  ])('%s', (_rule, minutes, cursor, closedBefore, expected) => {
    expect(readyTicks(ticks(...minutes), cursor, closedBefore).map((tick) => tick.slot)).toEqual(expected);
  });
});
