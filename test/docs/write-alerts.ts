/** Writes the messages into the documents that show them: `node test/docs/write-alerts.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENTS, withExamples } from './alert-examples.ts';

for (const document of DOCUMENTS) writeFileSync(document, withExamples(readFileSync(document, 'utf8')));
