import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../shared/domain/messages/plain-text.ts';

/** Any text, with plenty of what must not come through. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '\u200b',
        '\u200d',
        '\ufeff',
        '\u0000',
        '\u001b[31m',
        '\u009b',
        '\r\n',
        '\u2028',
        '\u3164',
        '\ud800',
        '\u{e0041}',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('plain text', () => {
  it('holds no control, invisible or direction-turning character, and one line, whatever came in', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainText(text)).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
        );
      }),
    );
  });

  it('is never longer than asked for, and says so where it was cut', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 300 }), (text, max) => {
        expect([...plainText(text, max)].length).toBeLessThanOrEqual(max);
      }),
    );
    expect(plainText('x'.repeat(300))).toBe(`${'x'.repeat(255)}…`);
    expect(plainText('🙂'.repeat(257))).toBe(`${'🙂'.repeat(255)}…`);
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(hostile, (text) => plainText(plainText(text)) === plainText(text)));
  });

  it('leaves ordinary words as they are', () => {
    const words = fc.string({ unit: fc.constantFrom(...'abcXYZ019äöü漢字-_.:/'), maxLength: 256 });
    fc.assert(fc.property(words, (text) => plainText(text) === text));
  });

  it('makes one space of each gap', () => {
    expect(plainText('  a\t\r\n b\u00a0 c ')).toBe('a b c');
  });

  it('does not read a megabyte for a line', () => {
    expect(plainText('x'.repeat(50_000_000))).toHaveLength(256);
  });
});
