/**
 * Text that a target wrote, made harmless: no control characters, nothing invisible, nothing that turns the direction
 * of writing, one line, and capped. It still goes only where text is escaped, never into a subject or a text message.
 */

/** Control characters, and all that separates: one space each run. */
const GAPS = /[\p{Cc}\p{Z}]+/gu;

/** Format characters: zero-width, bidirectional and the like; fillers, tags and private use go with them. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** A target may send a megabyte; what lies beyond this many UTF-16 units for each point kept is not looked at. */
const UNITS_FOR_EACH_POINT = 16;

/** At most `maxCodePoints` code points; the last is an ellipsis where something was cut off. */
export function plainText(text: string, maxCodePoints = 256): string {
  const start = text.slice(0, maxCodePoints * UNITS_FOR_EACH_POINT);
  const clean = start.toWellFormed().replace(INVISIBLE, '').replace(GAPS, ' ').trim();
  const points = [...clean];
  if (points.length <= maxCodePoints) return clean;
  return `${points.slice(0, maxCodePoints - 1).join('')}…`;
}
