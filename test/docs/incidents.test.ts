/** The examples of docs/incidents.md are what the commands print, and its list of reasons is the whole one. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REASONS, reasonText } from '../../shared/domain/messages/reason-text.ts';
import { incidentExamples } from './incident-examples.ts';

const document = readFileSync(new URL('../../docs/incidents.md', import.meta.url), 'utf8');

it('the document shows what the commands print', async () => {
  const examples = await incidentExamples();
  expect(examples.size).toBe(8);
  for (const [command, printed] of examples) {
    const typed = command.replace(/ \(.*\)$/, '');
    expect(document).toContain(`\`\`\`text\n$ nightjar ${typed}\n${printed}\n\`\`\`\n`);
  }
});

it('the document has every named reason with its sentence, and only those', () => {
  const listed = [...document.matchAll(/^\| `(\w+)` \| A message (.*) \|$/gm)].map(
    ([, reason, text]) => `${reason}: ${text}`,
  );
  expect(listed).toEqual(REASONS.map((reason) => `${reason}: ${reasonText({ reason })}`));
});
