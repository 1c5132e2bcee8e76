/** The rows of the lab as tables of Markdown, for `docs/lab.md`. */
import type { Family, Row } from './row.ts';
import { HANGS_MS } from './row.ts';

/** Between these lines the document is generated. */
export const BEGIN = '<!-- rows: written by test/lab/write-table.ts -->';
export const END = '<!-- end of rows -->';

export const tables = (families: readonly Family[]): string => families.map(tableOf).join('\n');

const tableOf = ({ name, rows }: Family): string =>
  `### ${name}\n\n| row | a target that … | verdict and code |\n|---|---|---|\n${rows.map(lineOf).join('\n')}\n`;

const lineOf = ({ id, does, expected, timeoutMs, isBomb }: Row): string => {
  const notes = [timeoutMs === HANGS_MS ? 'until the deadline' : '', isBomb ? 'bomb' : ''].filter(
    (note) => note !== '',
  );
  const text = does.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  return `| ${id} | ${text}${notes.length > 0 ? ` (${notes.join(', ')})` : ''} | ${[expected].flat().join(', then ')} |`;
};

/** The document with its generated part replaced. */
export function withTables(document: string, families: readonly Family[]): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/lab.md must hold the two lines "${BEGIN}" and "${END}", and the tables between them`);
  }
  return `${before}${BEGIN}\n\n${tables(families)}\n${END}${after}`;
}
