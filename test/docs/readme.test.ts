/** What a newcomer copies from the README works. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseFleet } from '../../shared/config/index.ts';

const text = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
const { scripts } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'));

const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml as string);

it('has an example, and every example is a valid configuration without warnings', () => {
  expect(examples).not.toEqual([]);
  for (const yaml of examples) {
    expect(parseFleet(yaml, { file: 'README.md' })).toMatchObject({ ok: true, warnings: [] });
  }
});

it('names only scripts that there are', () => {
  const named = [...text.matchAll(/\bnpm (?:run )?(start|test|[a-z]+:[a-z:-]+|bench|synth)\b/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => !((name as string) in scripts))).toEqual([]);
});
