import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem, parseFleet } from '../../shared/config/index.ts';
import { KIND_NAMES } from '../../shared/config/kinds/index.ts';

const folder = new URL('./bad/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** A report names all kinds in several places; `<kinds>` stands for them, so that a new kind changes no report. */
const expected = (name: string): string => read(`${name}.txt`).replaceAll('<kinds>', KIND_NAMES.join(', '));

/** What `nightjar validate` prints. */
function report(text: string): string {
  const outcome = parseFleet(text, { file: 'monitors.yaml' });
  const problems = outcome.ok ? [] : outcome.problems;
  return problems.map((problem) => `${formatProblem('monitors.yaml', problem)}\n`).join('');
}

describe('a bad file is refused with exactly this report', () => {
  it.each(names)('%s', (name) => {
    expect(existsSync(new URL(`${name}.txt`, folder)), `test/config/bad/${name}.txt is missing`).toBe(true);
    expect(report(read(`${name}.yaml`))).toBe(expected(name));
  });

  it('has a fixture for each mistake that people make', () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
  });

  it('has no report without its file', () => {
    const reports = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    expect(reports.map((name) => name.replace(/\.txt$/, ''))).toEqual(names);
  });

  it('never repeats what was written where a secret belongs', () => {
    for (const name of names) expect(report(read(`${name}.yaml`)), name).not.toContain('hunter2');
  });
});
