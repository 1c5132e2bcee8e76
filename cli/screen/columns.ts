/** Text of a given width in terminal columns, which is not its length: "日本" is four columns wide. */
import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Exactly `width` columns: padded with spaces, or cut with an ellipsis. Expects text without colours. */
export function fillTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutTo(text, width);
  const padding = ' '.repeat(width - stringWidth(cut));
  return align === 'left' ? cut + padding : padding + cut;
}

/** At most `width` columns, ending with an ellipsis where something was left out. */
export function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width < 1) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Lines of at most `width` columns, broken between words; a longer word, such as a URL, keeps a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const isFitting = line !== undefined && stringWidth(line) + 1 + stringWidth(word) <= width;
    if (isFitting) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Columns as wide as their widest cell, two spaces apart. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => fillTo(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
