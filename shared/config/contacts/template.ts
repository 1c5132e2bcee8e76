/** The body of a request as a template: what can be wrong with its texts. */
import { PLACEHOLDERS, unknownPlaceholders } from '../../domain/messages/template.ts';
import { malformedReference } from '../literal-secrets.ts';
import { nearest } from '../nearest.ts';
import { type Flaw, type Path, quoted } from '../problem.ts';

const NAMES = Object.keys(PLACEHOLDERS);
const EXPECTED = NAMES.map((name) => `{{${name}}}`).join(', ');
/** What is nested more deeply is no message that anybody takes. */
const DEEPEST = 8;

/** Paths begin at the body. */
export function templateFlaws(value: unknown, path: Path = []): Flaw[] {
  if (typeof value === 'string') return textFlaws(value).map((flaw) => ({ ...flaw, path }));
  if (typeof value !== 'object' || value === null) return [];
  if (path.length >= DEEPEST)
    return [{ path, message: 'the body is nested too deeply', expected: `${DEEPEST} levels` }];
  return Array.isArray(value)
    ? value.flatMap((item, index) => templateFlaws(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => templateFlaws(item, [...path, key]));
}

function textFlaws(text: string): Omit<Flaw, 'path'>[] {
  const malformed = malformedReference(text, false);
  const unknown = unknownPlaceholders(text).map((name) => {
    const near = nearest(name, NAMES);
    const hint = near === undefined ? '' : `; did you mean {{${near}}}?`;
    return {
      message: `{{${quoted(name).slice(1, -1)}}} is no part of a message${hint}`,
      expected: `one of ${EXPECTED}`,
    };
  });
  return malformed ? [malformed, ...unknown] : unknown;
}
