import { describe, expect, it } from 'vitest';
import { judgeMembers } from '../../../shared/domain/checks/composite.ts';
import type { Phase } from '../../../shared/domain/state.ts';

const LETTERS: Record<string, Phase> = {
  u: 'up',
  s: 'suspect',
  d: 'down',
  r: 'recovering',
  '?': 'pending',
  p: 'paused',
};

/** One letter for each member, `a`, `b` and so on; a dot is a member without a state. */
function judged(letters: string, atLeast: number) {
  const members = [...letters].map((_, index) => 'abcdef'.charAt(index));
  const phases = new Map([...letters].map((letter, index) => [members[index], LETTERS[letter]]));
  return judgeMembers({ kind: 'composite', members, atLeast }, (id) => phases.get(id));
}

describe('a composite', () => {
  it.each([
    ['all up', 'uuu', 2, undefined],
    ['just enough up', 'uud', 2, undefined],
    ['one too few', 'udd', 2, 'members_down'],
    ['a suspect is up until its failure is confirmed', 'usd', 2, undefined],
    ['a recovering one is down until its recovery is confirmed', 'urd', 2, 'members_down'],
    ['enough up, whatever the others are', 'uu.', 2, undefined],
    ['what is not known might be up', 'ud?', 2, 'members_unknown'],
    ['a paused one says nothing', 'udp', 2, 'members_unknown'],
    ['too many down for it to matter', 'dd?', 2, 'members_down'],
  ])('%s: %s with %i needed', (_rule, letters, atLeast, code) => {
    expect(judged(letters, atLeast)?.code).toBe(code);
  });

  it('says how many are up and who is down', () => {
    expect(judged('udd', 2)).toEqual({
      code: 'members_down',
      message: 'Too few of its members are up: 1 of 3 are up and 2 are needed; down: b, c.',
      expected: 'at least 2 of 3 up',
      found: '1 up',
    });
  });
});
