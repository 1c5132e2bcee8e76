import { describe, expect, it } from 'vitest';
import { cutTo, fillTo, wrapWords } from '../../../cli/screen/columns.ts';

describe('text in columns', () => {
  it('pads to the width that is seen, not to the number of characters', () => {
    expect(fillTo('日本', 6)).toBe('日本  ');
    expect(fillTo('12 ms', 8, 'right')).toBe('   12 ms');
  });

  it('cuts between whole characters, with an ellipsis', () => {
    expect(cutTo('Staff rota', 6)).toBe('Staff…');
    expect(cutTo('日本語', 4)).toBe('日…');
    expect(cutTo('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3)).toBe('👩‍👩‍👧‍👦…');
    expect(cutTo('anything', 0)).toBe('');
  });

  it('breaks lines between words and leaves a long word whole', () => {
    expect(wrapWords('it is down: https://example.org/a/long/path now', 12)).toEqual([
      'it is down:',
      'https://example.org/a/long/path',
      'now',
    ]);
  });
});
