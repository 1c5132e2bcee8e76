/** `alerts.test.yaml`: given these results at these times, these messages at these times and no others. */
import { z } from 'zod';
import type { NotificationKind } from '../domain/alerting/notification.ts';
import type { Override } from '../domain/alerting/override.ts';
import { parseScope } from '../domain/alerting/scope.ts';
import type { Verdict } from '../domain/checks/result.ts';
import type { Rehearsal } from '../domain/hindsight/rehearsal.ts';
import { parseInstant } from '../domain/time/calendar.ts';
import { parseDuration } from './duration.ts';
import { duration, expecting, id, line, report } from './fields.ts';
import { didYouMean } from './nearest.ts';
import { type Flaw, type Path, type Problem, pathText, quoted } from './problem.ts';
import { valueAt } from './schema-flaws.ts';
import { readSource, type Source } from './source.ts';
import { instant } from './when.ts';

/** One test with its name, and where it stands in its file, from 1. */
export interface AlertTest extends Rehearsal {
  readonly name: string;
  readonly line: number;
}

export type ParsedAlertTests =
  | { readonly ok: true; readonly tests: readonly AlertTest[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const KINDS = ['down', 'recovered', 'closed', 'reminder', 'undelivered'] as const satisfies readonly NotificationKind[];
const VERDICTS: Readonly<Record<string, Verdict | undefined>> = {
  up: 'up',
  degraded: 'degraded',
  down: 'down',
  unknown: 'unknown',
  '-': undefined,
};
const MOST_RESULTS = 10_000;
const WORD = /^(up|degraded|down|unknown|-)(?:\*(\d{1,4}))?$/;
const RESULTS_EXPECTED = 'words such as "up down*3 - up": up, degraded, down, unknown, or - for no result';

const results = z.string({ error: expecting(RESULTS_EXPECTED) }).superRefine((text, context) => {
  const stray = text
    .trim()
    .split(/\s+/)
    .find((word) => !WORD.test(word));
  if (stray !== undefined) report(context, { message: `${quoted(stray)} is no result`, expected: RESULTS_EXPECTED });
  else if (verdictsIn(text).length > MOST_RESULTS)
    report(context, { message: `there are more than ${MOST_RESULTS} results`, expected: RESULTS_EXPECTED });
});

const after = duration('0s', '31d');
const SCOPE_EXPECTED = 'a monitor, group:name, tag:name or all';
const scope = z.string({ error: expecting(SCOPE_EXPECTED) }).superRefine((text, context) => {
  if (!parseScope(text)) report(context, { message: `${quoted(text)} says nothing`, expected: SCOPE_EXPECTED });
});
const ACTS = ['acknowledge', 'silence', 'pause', 'maintenance'] as const;
const ACT_EXPECTED = 'at, and one of acknowledge, silence, pause and maintenance';
const act = z
  .strictObject(
    {
      at: after,
      acknowledge: id.optional(),
      silence: scope.optional(),
      pause: scope.optional(),
      maintenance: scope.optional(),
      for: duration('1m', '31d').optional(),
    },
    { error: expecting(ACT_EXPECTED, '- { at: 3m, acknowledge: rota }') },
  )
  .superRefine((value, context) => {
    const count = ACTS.filter((key) => value[key] !== undefined).length;
    if (count !== 1) report(context, { message: `${count} things are done`, expected: ACT_EXPECTED });
  });

const expected = z.strictObject(
  {
    at: after,
    kind: z.enum(KINDS, { error: expecting(`one of ${KINDS.join(', ')}`) }),
    monitor: id,
    to: id,
  },
  { error: expecting('a message', '- { at: 2m, kind: down, monitor: rota, to: oncall }') },
);

const test = z.strictObject(
  {
    name: line(200),
    start: instant.optional(),
    every: duration('1s', '24h').optional(),
    results: z.record(id, results, { error: expecting('results by monitor', 'results: { rota: up down*3 up }') }),
    acts: z.array(act, { error: expecting('a list of what people do') }).optional(),
    until: after.optional(),
    expect: z.array(expected, { error: expecting('a list of messages, or []') }),
  },
  { error: expecting('a test', '- { name: a blip tells nobody, results: { rota: up down up }, expect: [] }') },
);

const file = z.strictObject(
  { tests: z.array(test, { error: expecting('a list of tests') }).min(1, { error: expecting('at least one test') }) },
  { error: expecting('tests and nothing else') },
);

type TestEntry = z.infer<typeof test>;

/** A Monday morning, so that hours of business are open. */
const START = parseInstant('2026-01-05T09:00Z') ?? 0;
const EVERY = '1m';

/** Never throws for anything in the text. `monitors` and `contacts` are the ids that there are. */
export function parseAlertTests(
  text: string,
  known: { readonly monitors: readonly string[]; readonly contacts: readonly string[] },
): ParsedAlertTests {
  const source = readSource(text);
  const syntax = source.flaws.map(({ place: { line, column }, message }) => ({ line, column, path: '', message }));
  if (syntax.length > 0) return { ok: false, problems: syntax };
  const read = file.safeParse(source.value);
  const flaws = read.success
    ? strayNames(read.data.tests, known)
    : read.error.issues.flatMap((each) => word(each, source));
  if (!read.success || flaws.length > 0) return { ok: false, problems: flaws.map((flaw) => place(flaw, source)) };
  return {
    ok: true,
    tests: read.data.tests.map((entry, index) => resolve(entry, source.locate(['tests', index]).line)),
  };
}

function resolve(entry: TestEntry, lineNumber: number): AlertTest {
  const start = entry.start === undefined ? START : (parseInstant(entry.start) ?? START);
  const everyMs = parseDuration(entry.every ?? EVERY) ?? 0;
  const at = (text: string): number => start + (parseDuration(text) ?? 0);
  const verdicts = Object.entries(entry.results).map(([monitor, words]) => [monitor, verdictsIn(words)] as const);
  const last = start + (Math.max(0, ...verdicts.map(([, each]) => each.length)) - 1) * everyMs;
  const acts = entry.acts ?? [];
  return {
    name: entry.name,
    line: lineNumber,
    start,
    everyMs,
    results: Object.fromEntries(verdicts),
    overrides: acts.flatMap((each, index) => overrideOf(each, index, at(each.at))),
    acknowledgements: acts.flatMap((each) =>
      each.acknowledge === undefined ? [] : [{ at: at(each.at), monitorId: each.acknowledge, by: 'somebody' }],
    ),
    until: Math.max(
      last,
      entry.until === undefined ? last : at(entry.until),
      ...entry.expect.map((each) => at(each.at)),
    ),
    expected: entry.expect.map(({ kind, monitor, to, ...each }) => ({
      at: at(each.at),
      kind,
      monitorId: monitor,
      contactId: to,
    })),
  };
}

function overrideOf(act: NonNullable<TestEntry['acts']>[number], index: number, from: number): Override[] {
  const kind = (['silence', 'pause', 'maintenance'] as const).find((each) => act[each] !== undefined);
  const covered = kind && parseScope(act[kind] ?? '');
  if (!kind || !covered) return [];
  const lastingMs = parseDuration(act.for ?? '');
  const until = lastingMs === undefined ? {} : { until: from + lastingMs };
  return [{ id: `act-${index}`, kind, scope: covered, from, by: 'somebody', ...until }];
}

function verdictsIn(text: string): (Verdict | undefined)[] {
  return text
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const [, name = '-', times = '1'] = WORD.exec(word) ?? [];
      return Array.from({ length: Number(times) }, () => VERDICTS[name]);
    });
}

function strayNames(
  tests: readonly TestEntry[],
  { monitors, contacts }: { readonly monitors: readonly string[]; readonly contacts: readonly string[] },
): Flaw[] {
  const stray = (what: string, name: string, known: readonly string[], path: Path, isKey = false): Flaw[] => {
    if (known.includes(name)) return [];
    const message = `no ${what} has the id ${quoted(name)}${didYouMean(name, known)}`;
    return [{ path, isKey, message, expected: `one of ${known.join(', ')}` }];
  };
  return tests.flatMap((entry, index) => [
    ...Object.keys(entry.results).flatMap((name) =>
      stray('monitor', name, monitors, ['tests', index, 'results', name], true),
    ),
    ...(entry.acts ?? []).flatMap(({ acknowledge }, position) =>
      acknowledge === undefined
        ? []
        : stray('monitor', acknowledge, monitors, ['tests', index, 'acts', position, 'acknowledge']),
    ),
    ...entry.expect.flatMap(({ monitor, to }, position) => [
      ...stray('monitor', monitor, monitors, ['tests', index, 'expect', position, 'monitor']),
      ...stray('contact', to, contacts, ['tests', index, 'expect', position, 'to']),
    ]),
  ]);
}

/** What zod found, in words for whoever wrote the file. */
function word(issue: z.core.$ZodIssue, source: Source): Flaw[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], isKey: true, message: `unknown key ${quoted(key)}` }));
  }
  if (issue.code === 'invalid_key') return [{ path, isKey: true, message: 'this is no id of a monitor' }];
  const { message, ...help } = tellingOf(issue.message);
  const found = valueAt(source.value, path);
  const usual = found === undefined ? `the key ${quoted(String(path.at(-1)))} is missing` : 'this does not fit';
  return [{ path, message: message ?? usual, ...help }];
}

function tellingOf(text: string): { message?: string; expected?: string; example?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return { expected: text };
  }
}

function place({ path, isKey, ...telling }: Flaw, source: Source): Problem {
  const { line: lineNumber, column } = source.locate(path, isKey);
  return { line: lineNumber, column, path: pathText(path), ...telling };
}
