/**
 * Text that a target wrote, made harmless: no control characters, nothing invisible, nothing that turns the direction
 * of writing, one line, and capped. It still goes only where text is escaped, never into a subject or a text message.
 */

/** Control characters, and all that separates: one space each run. */
const GAPS = /[\p{Cc}\p{Z}]+/gu;

/** Format characters: zero-width, bidirectional and the like; tags and private use go with them. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}]/gu;

/** At most `maxCodePoints` code points; the last is an ellipsis where something was cut off. */
export function plainText(text: string, maxCodePoints = 256): string {
  const clean = text.toWellFormed().replace(INVISIBLE, '').replace(GAPS, ' ').trim();
  const points = [...clean];
  return points.length <= maxCodePoints ? clean : `${points.slice(0, maxCodePoints - 1).join('')}…`;
}
