/** Writes the rows of the lab into its document: `node test/lab/write-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { FAMILIES } from './rows/index.ts';
import { withTables } from './table.ts';

const DOCUMENT = new URL('../../docs/lab.md', import.meta.url);

writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8'), FAMILIES));
