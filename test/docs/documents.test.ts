/** What the documents point at is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })].sort();

/** A path of this project in backticks: a known top folder, then names; patterns and placeholders are left out. */
const CITED = /`((?:cli|docs|functions|infra|shared|test|\.ci)\/[\w./-]*)`/g;
const LINKED = /\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('cites only paths that exist', () => {
    const cited = [...text.matchAll(CITED)].map(([, path]) => path as string);
    expect(cited.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const linked = [...text.matchAll(LINKED)].map(([, path]) => path as string);
    expect(linked.filter((path) => !existsSync(join(ROOT, dirname(document), path)))).toEqual([]);
  });
});

it('the decisions are all listed, and only they', () => {
  const index = readFileSync(join(ROOT, 'docs/decisions/README.md'), 'utf8');
  const listed = [...index.matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g)].map(([, name]) => name);
  expect(listed).toEqual(globSync('[0-9]*.md', { cwd: join(ROOT, 'docs/decisions') }).sort());
});
