/**
 * The alphabet of text messages (GSM 03.38). A message of these characters fits 160 septets into one part; a single
 * character from outside would turn it into parts of 70, at twice the price.
 */
import { type Alphabet, type Transliteration, transliterate } from './transliterate.ts';

const BASIC =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Written with an escape before them, hence two septets each. */
const EXTENSION = '^{}\\[~]|€';

const SEPTETS: ReadonlyMap<string, number> = new Map([
  ...[...BASIC].map((character): [string, number] => [character, 1]),
  ...[...EXTENSION].map((character): [string, number] => [character, 2]),
]);

/** What one message may hold without being split. */
export const SMS_SEPTETS = 160;

export const isGsm7: Alphabet = (character) => SEPTETS.has(character);

/** Length of a text in septets; infinite when a character is not in the alphabet. */
export function septets(text: string): number {
  let length = 0;
  for (const character of text) length += SEPTETS.get(character) ?? Number.POSITIVE_INFINITY;
  return length;
}

export const toGsm7 = (text: string): Transliteration => transliterate(text, isGsm7);
