/** What the documents show of alerts is what the code writes. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { signatureOf } from '../../shared/senders/signature.ts';
import { DOCUMENTS, examples, shownIn, withExamples } from './alert-examples.ts';

const documents = DOCUMENTS.map((url) => readFileSync(url, 'utf8'));
const [document = ''] = documents;

it('every message is shown as it is (`node test/docs/write-alerts.ts` brings the documents up to date)', () => {
  expect(documents.map(withExamples)).toEqual(documents);
});

it('no message is missing from the documents', () => {
  expect(documents.flatMap(shownIn).sort()).toEqual([...examples().keys()].sort());
});

it('the example of a signature is right, and the code that is offered to receivers agrees', () => {
  const header = signatureOf('key', '{"kind":"down"}', 1795348800);
  expect(document).toContain(`\n${header}\n`);
  const source = /```js\nimport .*\n([\s\S]*?)```/.exec(document)?.[1] ?? '';
  const isFromNightjar = new Function('createHmac', 'timingSafeEqual', `${source}; return isFromNightjar;`)(
    createHmac,
    timingSafeEqual,
  );
  expect(isFromNightjar(header, '{"kind":"down"}', 'key', 1795348800_000)).toBe(true);
  expect(isFromNightjar(header, '{"kind":"down"}', 'other', 1795348800_000)).toBe(false);
  expect(isFromNightjar(header, '{"kind":"down"}', 'key', 1795350000_000)).toBe(false);
  expect(isFromNightjar('', '', 'key', 1795348800_000)).toBe(false);
});
