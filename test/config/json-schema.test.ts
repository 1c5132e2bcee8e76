import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../shared/config/index.ts';

// A rule about which keys are there stands apart from the rules about their values.
const accepts = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(jsonSchema());
const folder = (name: string): URL => new URL(`./${name}/`, import.meta.url);
const yamlIn = (name: string): string[] => readdirSync(folder(name)).filter((file) => file.endsWith('.yaml'));
const read = (directory: string, file: string): unknown =>
  parse(readFileSync(new URL(file, folder(directory)), 'utf8'), { merge: true });

/** Mistakes of a shape, which an editor can underline without knowing what Nightjar knows. */
const SHAPES = [
  'comparisons',
  'contact-kinds',
  'contact-services',
  'durations',
  'headers',
  'ids-and-names',
  'key-in-the-wrong-place',
  'methods-and-bodies',
  'monitors-missing',
  'no-monitors',
  'not-a-map',
  'nothing-to-check',
  'severity-and-metrics',
  'status-page',
  'statuses',
  'thresholds',
  'unknown-key',
];

describe('the published JSON Schema', () => {
  it('is the file that editors read: run `npx nightjar schema > monitors.schema.json` when this fails', () => {
    const file = readFileSync(new URL('../../monitors.schema.json', import.meta.url), 'utf8');
    expect(file).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  });

  it.each(yamlIn('good'))('accepts %s', (file) => {
    accepts(read('good', file));
    expect(accepts.errors).toBeNull();
  });

  it.each(SHAPES)('refuses %s', (name) => {
    expect(accepts(read('bad', `${name}.yaml`))).toBe(false);
  });

  it('describes every key', () => {
    const bare: string[] = [];
    walk(jsonSchema(), '', (node, path) => {
      if (node.description === undefined) bare.push(path);
    });
    expect(bare).toEqual([]);
  });

  it('gives only examples that it accepts', () => {
    const ajv = new Ajv({ strict: false });
    walk(jsonSchema(), '', (node, path) => {
      for (const example of node.examples ?? []) {
        expect(ajv.validate(node, example), `${path}: ${JSON.stringify(example)}`).toBe(true);
      }
    });
  });
});

interface Node {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** Visits the schema of the file and of each key in it. */
function walk(node: Node, path: string, visit: (node: Node, path: string) => void): void {
  visit(node, path);
  for (const { properties } of [node, ...(node.items ? [node.items] : []), ...(node.anyOf ?? [])]) {
    for (const [key, child] of Object.entries(properties ?? {})) walk(child, `${path}.${key}`, visit);
  }
}
