/**
 * Writes a text in a smaller alphabet, for those who accept no other: SNS subjects and metric dimensions (ASCII) and
 * text messages (GSM-7). Accents go first, then typography is spelled out; what is left becomes one question mark.
 */

/** Whether a character belongs to the alphabet. Every alphabet here has the space, the question mark and the letters. */
export type Alphabet = (character: string) => boolean;

export interface Transliteration {
  readonly text: string;
  /** Letters or digits are missing: the text may no longer tell one name from another. */
  readonly isLossy: boolean;
}

export const isAscii: Alphabet = (character) => /^[ -~]$/.test(character);

/** Letters and signs that decomposition leaves as they are, each with its spelling. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map(
  [
    'ß=ss ẞ=SS æ=ae Æ=AE œ=oe Œ=OE ø=o Ø=O ł=l Ł=L đ=d Đ=D ð=d Ð=D þ=th Þ=Th ı=i ħ=h Ħ=H ŧ=t Ŧ=T ŋ=n Ŋ=N ĸ=k',
    '‘=\' ’=\' ‚=, “=" ”=" „=" «=" »=" ‹=< ›=> ‐=- ‑=- ‒=- –=- —=- ―=- −=- •=- ·=-',
    '→=-> ←=<- ×=x ⁄=/ €=EUR £=GBP ¥=JPY ©=(c) ®=(R)',
  ]
    .flatMap((line) => line.split(' '))
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(2)]),
);

const LOST = '\uFFFD';

export function transliterate(text: string, has: Alphabet): Transliteration {
  let isLossy = false;
  const written = Array.from(text.normalize('NFC'), (character) => {
    const found = spell(character, has);
    if (found === LOST && /[\p{L}\p{N}]/u.test(character)) isLossy = true;
    return found;
  });
  const joined = written
    .join('')
    .replace(/\uFFFD+/g, '?')
    .replace(/ +/g, ' ')
    .trim();
  return { text: joined, isLossy };
}

function spell(character: string, has: Alphabet): string {
  if (/[\p{Z}\p{Cc}]/u.test(character)) return ' ';
  if (has(character)) return character;
  // Emoji and invisible marks carry no meaning that a question mark would keep.
  if (/[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{M}\p{Cf}]/u.test(character)) return '';
  return substitute(character, has) ?? LOST;
}

function substitute(character: string, has: Alphabet): string | undefined {
  const decomposed = [...character.normalize('NFKD').replace(/\p{M}/gu, '')];
  const letters = decomposed.map((part) => (has(part) ? part : SUBSTITUTES.get(part)));
  if (letters.length === 0 || letters.some((part) => part === undefined)) return SUBSTITUTES.get(character);
  return letters.join('');
}

/** The text if it is at most `limit` long by `measure`, else its beginning and three dots. */
export function shorten(text: string, limit: number, measure: (text: string) => number): string {
  if (measure(text) <= limit) return text;
  const characters = [...text].slice(0, limit);
  while (characters.length > 0 && measure(characters.join('')) > limit - 3) characters.pop();
  return `${characters.join('').trimEnd()}...`;
}
