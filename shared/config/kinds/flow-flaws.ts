/** What can be wrong with a flow across its steps: names that are taken, and mentions that lead nowhere. */
import { CARRIED, carriedIn } from '../../domain/checks/carried.ts';
import type { Draft } from '../draft.ts';
import { withoutSecrets } from '../literal-secrets.ts';
import { nearest } from '../nearest.ts';
import { type Flaw, type Path, pathText, quoted, type Telling } from '../problem.ts';
import type { FlowInput } from './flow.ts';
import { http } from './http.ts';

type FlowDraft = Draft<FlowInput>;
type StepDraft = NonNullable<NonNullable<FlowDraft['steps']>[number]>;
type Placed<Step = StepDraft> = readonly [path: Path, step: Step];

/** Every step with its path from the monitor, those at the end last. */
export function stepsOf(flow: FlowDraft): Placed[] {
  return (['steps', 'finally'] as const).flatMap((list) =>
    (flow[list] ?? []).flatMap((step, index): Placed[] => (step ? [[['flow', list, index], step]] : [])),
  );
}

export function check(flow: FlowDraft): Flaw[] {
  const steps = stepsOf(flow);
  return [
    ...steps.flatMap(([at, step]) => stepFlaws(at, step)),
    ...takenNames(steps),
    ...takenValues(steps),
    ...strayMentions(flow, steps),
  ];
}

const below = (at: Path, flaws: readonly Flaw[]): Flaw[] =>
  flaws.map((flaw) => ({ ...flaw, path: [...at, ...flaw.path] }));

function stepFlaws(at: Path, { http: asked, expect, carry }: StepDraft): Flaw[] {
  const carried = Object.entries(carry ?? {}).flatMap(([name, from]): Flaw[] => {
    if (from?.body !== undefined && from.matching !== undefined) {
      const message = 'the pattern under body says already what is carried';
      return [{ path: ['carry', name, 'matching'], message, expected: 'body alone' }];
    }
    if (from?.header?.toLowerCase() !== 'set-cookie') return [];
    const message = 'a cookie is carried by its name';
    return [{ path: ['carry', name, 'header'], message, expected: 'cookie', example: `${name}: { cookie: session }` }];
  });
  return below(at, [...(asked === undefined ? [] : http.check(asked, expect)), ...carried]);
}

function takenNames(steps: readonly Placed[]): Flaw[] {
  const first = new Map<string, Path>();
  return steps.flatMap(([at, { name }]): Flaw[] => {
    if (name === undefined) return [];
    const owner = first.get(name);
    if (!owner) {
      first.set(name, at);
      return [];
    }
    const message = `the name ${quoted(name)} is taken by ${pathText(owner)}`;
    return [{ path: [...at, 'name'], message, expected: 'a name of its own' }];
  });
}

function takenValues(steps: readonly Placed[]): Flaw[] {
  const first = new Map<string, Path>();
  return steps.flatMap(([at, step]) =>
    valuesOf(step).flatMap((name): Flaw[] => {
      const owner = first.get(name);
      if (!owner) {
        first.set(name, at);
        return [];
      }
      const message = `${quoted(name)} is carried by ${pathText(owner)} already`;
      return [{ path: [...at, 'carry', name], isKey: true, message, expected: 'a name of its own' }];
    }),
  );
}

const valuesOf = (step: StepDraft): string[] => ('carry' in step ? Object.keys(step.carry ?? {}) : []);

/** What is mentioned must have been carried by an earlier step, and stand where it is filled in. */
function strayMentions(flow: FlowDraft, steps: readonly Placed[]): Flaw[] {
  // A step that is wrong as a whole may have carried anything.
  const isAllKnown = steps.length === (flow.steps?.length ?? 0) + (flow.finally?.length ?? 0);
  const before = new Set<string>();
  return steps.flatMap(([at, step]) => {
    const flaws = textsOf(step.http, [...at, 'http']).flatMap(([path, text]) => mentionFlaws(path, text, at));
    for (const name of valuesOf(step)) before.add(name);
    return flaws;
  });

  function mentionFlaws(path: Path, text: string, at: Path): Flaw[] {
    const names = carriedIn(text);
    if (names.length === 0) return [];
    const misplaced = misplacement(path.slice(at.length + 1), text);
    if (misplaced) return [{ path, ...misplaced }];
    return isAllKnown ? names.filter((name) => !before.has(name)).map((name) => ({ path, ...unknown(name) })) : [];
  }

  function unknown(name: string): Telling {
    const expected = 'a name that an earlier step carries';
    const later = steps.find(([, step]) => valuesOf(step).includes(name));
    if (later) return { message: `${quoted(name)} is carried only later, by ${pathText(later[0])}`, expected };
    const near = nearest(name, [...before]);
    if (near !== undefined)
      return { message: `no step carries ${quoted(name)}; did you mean ${quoted(near)}?`, expected };
    return { message: `no step carries ${quoted(name)}`, expected, example: `carry: { ${name}: { json: $.${name} } }` };
  }
}

/** Every text below a value, with its path. */
function textsOf(value: unknown, path: Path): [Path, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, [...path, key]));
}

const FILLED_IN: readonly RegExp[] = [/^$/, /^url$/, /^body$/, /^headers /, /^auth bearer$/, /^auth basic /];

/** `path` begins below `http`. */
function misplacement(path: Path, text: string): Telling | undefined {
  if (!FILLED_IN.some((place) => place.test(path.join(' ')))) {
    const expected = 'a mention in url, headers, body, auth.bearer or auth.basic';
    return { message: 'a carried value is not filled in here', expected };
  }
  const isUrl = path.length === 0 || path[0] === 'url';
  if (!isUrl || isBehindOrigin(text)) return undefined;
  const message = 'a carried value must not decide which server is asked';
  return {
    message,
    expected: 'a mention in the path or in the query',
    example: 'url: "https://example.org/orders/${step:id}"',
  };
}

/** Nothing that a server says leads to another one. */
function isBehindOrigin(url: string): boolean {
  const beginning = withoutSecrets(url).split(CARRIED)[0] ?? '';
  return /[/?#]/.test(beginning.replace(/^https?:\/\//i, ''));
}

/** A mention in anything but the request of a step of a flow would stay as it is. Takes a whole file. */
export const misplacedMentions = (file: unknown): Flaw[] =>
  textsOf(file, [])
    .filter(([path, text]) => CARRIED.test(text) && !(path[2] === 'flow' && path[5] === 'http'))
    .map(([path]) => ({
      path,
      message: 'a value that a step carries is not filled in here',
      expected: 'a mention in http of a later step of the same flow',
    }));

export const warningsOfSteps = (input: FlowInput): Flaw[] =>
  [
    ...input.steps.map((step, index) => ({ step, at: ['flow', 'steps', index] })),
    ...(input.finally ?? []).map((step, index) => ({ step, at: ['flow', 'finally', index] })),
  ].flatMap(({ step, at }) => below(at, http.warn(step.http, step.expect)));

export function unusedValues({ steps, finally: atEnd = [] }: FlowInput): Flaw[] {
  return steps.flatMap(({ carry }, index) => {
    const later = carriedIn(JSON.stringify([...steps.slice(index + 1), ...atEnd].map((step) => step.http)));
    return Object.keys(carry ?? {})
      .filter((name) => !later.includes(name))
      .map((name) => ({
        path: ['flow', 'steps', index, 'carry', name],
        message: 'no later step mentions this value',
        expected: `\${step:${name}} in a later step`,
      }));
  });
}
