import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem, jsonSchema, parseFleet } from '../../shared/config/index.ts';

const guide = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const examples = Array.from(guide.matchAll(/```yaml\n(.*?)```/gs), (match) => match[1] ?? '');

describe('docs/configuration.md', () => {
  it.each(examples.map((text, index) => [index + 1, text] as const))('has a valid example %d', (_, text) => {
    const outcome = parseFleet(text, { file: 'monitors.yaml' });
    const problems = outcome.ok ? [] : outcome.problems;
    expect(problems.map((problem) => formatProblem('configuration.md', problem))).toEqual([]);
  });

  it('names every key that a file may have', () => {
    const missing = [...keysOf(jsonSchema())].filter((key) => !new RegExp(`\\b${key}\\b`).test(guide));
    expect(missing).toEqual([]);
  });
});

function keysOf(schema: unknown): Set<string> {
  if (typeof schema !== 'object' || schema === null) return new Set();
  const properties = 'properties' in schema && typeof schema.properties === 'object' ? (schema.properties ?? {}) : {};
  return new Set([...Object.keys(properties), ...Object.values(schema).flatMap((part) => [...keysOf(part)])]);
}
