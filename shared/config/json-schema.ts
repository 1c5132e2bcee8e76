/** The schema as JSON Schema: published for editors, and looked up for examples and known keys. */
import { z } from 'zod';
import type { Path } from './problem.ts';
import { monitorsFile } from './schema.ts';

/** JSON Schema (draft 7, which editors know best) of `monitors.yaml`. */
export function jsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(monitorsFile, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    title: 'Nightjar: monitors.yaml',
    description: 'What must be up, who is told when it is not, and what everybody may see.',
    ...rest,
  };
}

/** As much of a JSON Schema as is looked at here. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly examples?: readonly unknown[];
}

let cached: Node | undefined;
function root(): Node {
  cached ??= jsonSchema() as Node;
  return cached;
}

/** Everything that the schema allows at a path. */
function nodesAt(path: Path): Node[] {
  return path.reduce<Node[]>((nodes, segment) => nodes.flatMap((node) => below(node, segment)), alternatives(root()));
}

const alternatives = (node: Node): Node[] => [node, ...(node.anyOf ?? []).flatMap(alternatives)];

function below(node: Node, segment: string | number): Node[] {
  if (typeof segment === 'number') return node.items ? alternatives(node.items) : [];
  if (node.properties && Object.hasOwn(node.properties, segment)) return alternatives(node.properties[segment] ?? {});
  return typeof node.additionalProperties === 'object' ? alternatives(node.additionalProperties) : [];
}

/** The keys that a map at this path may have; empty where any may stand there, or none. */
export const keysAt = (path: Path): string[] => [
  ...new Set(nodesAt(path).flatMap((node) => Object.keys(node.properties ?? {}))),
];

/** An example of a value at this path. */
export const exampleAt = (path: Path): unknown => nodesAt(path).find((node) => node.examples)?.examples?.[0];

/** Where else a key is known: further in, or else further out. Relative to the path; `http.method`. */
export function elsewhere(path: Path, key: string): Path | undefined {
  for (const child of keysAt(path)) {
    if (keysAt([...path, child]).includes(key)) return [...path, child, key];
  }
  for (let length = path.length - 1; length >= 0; length--) {
    if (keysAt(path.slice(0, length)).includes(key)) return [...path.slice(0, length), key];
  }
  return undefined;
}
