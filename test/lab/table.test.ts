import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAMILIES } from './rows/index.ts';
import { withTables } from './table.ts';

it('the document of the lab shows the rows as they are (else: node test/lab/write-table.ts)', () => {
  const document = readFileSync(new URL('../../docs/lab.md', import.meta.url), 'utf8');
  expect(document).toBe(withTables(document, FAMILIES));
});

it('a document without a place for the tables is refused with a word of advice', () => {
  expect(() => withTables('# The lab\n', FAMILIES)).toThrow('must hold the two lines');
});
