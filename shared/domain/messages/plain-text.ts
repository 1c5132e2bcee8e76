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

/** The same for services that count in UTF-16 units, of which a code point has one or two. */
export function plainUnits(text: string, maxUnits: number): string {
  const clean = plainText(text, maxUnits);
  if (clean.length <= maxUnits) return clean;
  let kept = '';
  for (const point of clean) {
    if (kept.length + point.length >= maxUnits) break;
    kept += point;
  }
  return `${kept}…`;
}
