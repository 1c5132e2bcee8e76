/** Values of a JSON body, by JSONPath. Where a path selects several, all of them must satisfy. */
import { compareValue, valueText } from '../comparison.ts';
import { compareJson, type JsonComparison, jsonComparisonText } from '../json-comparison.ts';
import { codeOfBody, excerpt } from './body-text.ts';
import { type Evaluated, gravest, NO_ANSWER, passIf, type Subject } from './subject.ts';

export interface OnJson {
  readonly subject: 'json';
  readonly path: string;
  readonly comparison: JsonComparison;
}

type Counting = Extract<JsonComparison, { op: 'count' }>;

/** Values that a sentence lists before it says how many more there are. */
const LISTED_VALUES = 3;

export const onJson: Subject<'json'> = {
  expectation: ({ path, comparison }) => `${path} ${jsonComparisonText(comparison)}`,
  evaluate: ({ path, comparison }, { json, body, patterns }) => {
    const selected = json && Object.hasOwn(json, path) ? json[path] : undefined;
    if (!selected) return ['unevaluable', NO_ANSWER];
    if ('notJson' in selected) {
      const isWorthQuoting = body !== undefined && body.text.trim() !== '';
      const quote = isWorthQuoting ? `, which begins with ${excerpt(body.text, 0)}` : '';
      return ['unevaluable', `${selected.notJson}${quote}`];
    }
    const { nodes } = selected;
    if (comparison.op === 'exists') return [passIf(nodes.length > 0 === comparison.value), listed(nodes)];
    if (comparison.op === 'count') return counted(nodes, comparison);
    if (nodes.length === 0) return ['unevaluable', listed(nodes)];
    const outcomes = nodes.map((node) => compareJson(node, comparison, patterns));
    const culprits = nodes.filter((_, index) => outcomes[index] !== 'pass');
    return [gravest(outcomes), listed(culprits.length > 0 ? culprits : nodes)];
  },
  failureCode: codeOfBody,
};

function counted(nodes: readonly unknown[], { of, comparison }: Counting): Evaluated {
  if (of === 'values') return [compareValue(nodes.length, comparison), `${nodes.length}`];
  const [list] = nodes;
  if (!Array.isArray(list)) return ['unevaluable', listed(nodes)];
  return [compareValue(list.length, comparison), `${list.length}`];
}

function listed(nodes: readonly unknown[]): string {
  if (nodes.length === 0) return 'nothing there';
  const more = nodes.length - LISTED_VALUES;
  const shown = nodes.slice(0, LISTED_VALUES).map(valueText).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
