/** What the JSONPaths (RFC 9535) of the assertions select from a body. */
import type { JSONPathQuery, JSONValue } from 'json-p3';
import type { JsonNodes, Observation } from '../../domain/checks/observation.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { ProbeFailed } from '../net/probe-failed.ts';

type Body = NonNullable<Observation['body']>;

/** By path. The library is loaded only here: it would cost every function's start-up, and most monitors need none. */
export async function selectNodes(body: Body, paths: readonly string[]): Promise<Record<string, JsonNodes>> {
  const { compile: compilePath } = await import('./json-path.ts');
  const document = parse(body);
  return Object.fromEntries(
    paths.map((path) => {
      const query = compile(path, compilePath);
      return [path, 'notJson' in document ? document : select(query, document.value)];
    }),
  );
}

function parse({ text, truncated }: Body): { readonly value: JSONValue } | { readonly notJson: string } {
  if (truncated) return { notJson: 'a body too large to be read as JSON' };
  if (text.trim() === '') return { notJson: 'an empty body' };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { notJson: 'a body that is not JSON' };
  }
}

function compile(path: string, compilePath: (path: string) => JSONPathQuery): JSONPathQuery {
  try {
    return compilePath(path);
  } catch (cause) {
    throw new ProbeFailed('invalid_target', `"${plainText(path)}" is not a JSONPath such as $.status`, { cause });
  }
}

/** A body may be nested so deeply that a path with `..` gives up on it. */
function select(query: JSONPathQuery, value: JSONValue): JsonNodes {
  try {
    return { nodes: query.query(value).values() };
  } catch {
    return { notJson: 'a body nested too deeply to be searched' };
  }
}
