/** Takes out of an answer what later steps of the flow are told, and says which facts of the answer that needs. */
import type { RE2JS } from 're2js';
import type { Assertion } from '../../domain/checks/assertion.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { Carried, FlowStep } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { charactersFor } from '../patterns.ts';

/** A value, or why there is none: completes "… is to come from the header location, which …". */
export type Taken = { readonly value: string } | { readonly fault: string };

const LONGEST_VALUE = 16 * 1024;

/** An assertion says which facts a probe has to collect; these say it for what is carried, and are never judged. */
export function factsFor(carry: FlowStep['carry']): Assertion[] {
  return Object.values(carry).flatMap(({ from, at }): Assertion[] => {
    if (from === 'json') {
      return [{ effect: 'down', subject: 'json', path: at, comparison: { op: 'exists', value: true } }];
    }
    return from === 'body' ? [{ effect: 'down', subject: 'body', op: 'contains', text: '' }] : [];
  });
}

/** `cookie` tells what the server has set under a name. */
export async function takeValue(
  carried: Carried,
  observation: Observation,
  cookie: (name: string) => string | undefined,
): Promise<Taken> {
  const source = sourceOf(carried, observation, cookie);
  if ('fault' in source) return source;
  const isCut = carried.from === 'body' && observation.body?.truncated === true;
  const found = carried.pattern === undefined ? source : await groupOf(carried.pattern, source.value, isCut);
  return 'fault' in found ? found : usable(found.value);
}

/** What the value is taken from, for people. */
export function sourceText({ from, at }: Carried): string {
  if (from === 'body') return 'the body';
  return from === 'json' ? plainText(at, 80) : `the ${from} ${plainText(at, 80)}`;
}

function sourceOf(
  { from, at }: Carried,
  { http, json, body }: Observation,
  cookie: (name: string) => string | undefined,
): Taken {
  switch (from) {
    case 'json':
      return scalarOf(json?.[at]);
    case 'header':
      return given(http?.headers[at.toLowerCase()], 'is not there');
    case 'cookie':
      return given(cookie(at), 'was not set');
    case 'body':
      return given(body?.text, 'was not read');
  }
}

const given = (value: string | undefined, fault: string): Taken => (value === undefined ? { fault } : { value });

function scalarOf(selected: NonNullable<Observation['json']>[string] | undefined): Taken {
  if (!selected || 'notJson' in selected) return { fault: `is looked for in ${selected?.notJson ?? 'no body'}` };
  const [node, ...more] = selected.nodes;
  if (more.length > 0) return { fault: `selects ${selected.nodes.length} values` };
  if (node === undefined) return { fault: 'selects nothing' };
  const isScalar = typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean';
  return isScalar ? { value: String(node) } : { fault: 'selects neither text nor a number' };
}

/** The engine is loaded only here, as for the patterns of assertions, and looks at no more text than for them. */
async function groupOf(pattern: string, text: string, isCut: boolean): Promise<Taken> {
  const { RE2JS } = await import('re2js');
  const compiled: RE2JS = RE2JS.compile(pattern);
  const seen = text.slice(0, charactersFor(compiled));
  const fault = 'has nothing that the pattern finds';
  // Most texts that do not match are told quickly; only where one does are the groups looked for.
  if (!compiled.test(seen)) return { fault };
  const matcher = compiled.matcher(seen);
  const isPartly = isCut || seen.length < text.length;
  // A match that reaches the end of what is seen may be the half of a value.
  if (!matcher.find() || (isPartly && matcher.end() === seen.length)) return { fault };
  return given(matcher.group(1) ?? undefined, fault);
}

/** What could end a header and begin another is refused here, wherever the value is to go. */
function usable(value: string): Taken {
  if (value === '') return { fault: 'is empty' };
  if (value.length > LONGEST_VALUE)
    return { fault: `is longer than ${LONGEST_VALUE.toLocaleString('en-GB')} characters` };
  if (/\p{Cc}/u.test(value)) return { fault: 'holds control characters' };
  return value.isWellFormed() ? { value } : { fault: 'is not well-formed Unicode' };
}
