/**
 * The results of a tick as bytes: one byte that names the format, then deflated JSON in columns. Columns pack well
 * because like stands by like: a hundred healthy monitors fit into one kilobyte, which is one write unit.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Failure, failure } from '../domain/checks/failure.ts';
import type { Timings } from '../domain/checks/observation.ts';
import type { Result, Verdict } from '../domain/checks/result.ts';
import type { Warning } from '../domain/checks/warning.ts';

const FORMAT = 1;

/** An item may have 400 KB; the rest of a tick is far below the difference. */
export const MAX_RESULTS_BYTES = 350 * 1024;

const LETTERS = { up: 'u', degraded: 'g', down: 'd', unknown: '?' } as const satisfies Record<Verdict, string>;
const VERDICTS = new Map(Object.entries(LETTERS).map(([verdict, letter]) => [letter as string, verdict as Verdict]));

/** What belongs to the result at `index`; only results that have evidence have an entry. */
type Evidence = [index: number, failure: Failure | null, timings: Timings | null, warning?: Warning];
type Columns = [ids: string[], verdicts: string, totals: (number | null)[], evidence: Evidence[]];

/**
 * Each of these says less than the one before. The first that fits is taken: a result is never left out, and its
 * failure code is always there.
 */
const BREVITIES: readonly ((result: Result) => Result)[] = [
  (result) => result,
  (result) => withTextsUpTo(200, result),
  (result) => withTextsUpTo(40, result),
  withCodeOnly,
];

/** Throws when so many monitors share a cell that even the bare verdicts do not fit. */
export function encodeResults(results: readonly Result[], maxBytes = MAX_RESULTS_BYTES): Uint8Array {
  for (const shorten of BREVITIES) {
    const bytes = pack(results.map(shorten));
    if (bytes.length <= maxBytes) return bytes;
  }
  throw new RangeError(
    `The verdicts of ${results.length} monitors need more than ${maxBytes} bytes. Divide the fleet into more cells, about 500 monitors each.`,
  );
}

/** Throws when the bytes are in a format that this version does not know. */
export function decodeResults(bytes: Uint8Array): Result[] {
  if (bytes[0] !== FORMAT) {
    throw new Error(
      `These results are in format ${bytes[0]}, and this Nightjar reads format ${FORMAT}. A newer version has written to this table: use that one.`,
    );
  }
  const text = new TextDecoder().decode(inflateRawSync(bytes.subarray(1)));
  const [ids, verdicts, totals, evidence] = JSON.parse(text) as Columns;
  const entries = new Map(evidence.map(([index, ...entry]) => [index, entry]));
  return ids.map((monitorId, index) => {
    const [why, timings, warning] = entries.get(index) ?? [];
    const totalMs = totals[index];
    return {
      monitorId,
      verdict: VERDICTS.get(verdicts.charAt(index)) ?? 'unknown',
      ...(typeof totalMs === 'number' && { totalMs }),
      ...(why && { failure: why }),
      ...(timings && { timings }),
      ...(warning && { warning }),
    };
  });
}

function pack(results: readonly Result[]): Uint8Array {
  const columns: Columns = [
    results.map((result) => result.monitorId),
    results.map((result) => LETTERS[result.verdict]).join(''),
    results.map((result) => result.totalMs ?? null),
    results.flatMap(evidenceOf),
  ];
  return Buffer.concat([Buffer.of(FORMAT), deflateRawSync(JSON.stringify(columns), { level: 9 })]);
}

function evidenceOf({ failure: why, timings, warning }: Result, index: number): Evidence[] {
  if (!why && !timings && !warning) return [];
  const entry = [index, why ?? null, timings ?? null] as const;
  return [warning ? [...entry, warning] : [...entry]];
}

const withTextsUpTo = (length: number, result: Result): Result => ({
  ...result,
  ...(result.failure && { failure: shortened(length, result.failure) }),
  ...(result.warning && { warning: { ...result.warning, failure: shortened(length, result.warning.failure) } }),
});

function shortened(length: number, { code, message, expected, found }: Failure): Failure {
  const cut = (text: string) => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
  return {
    code,
    message: cut(message),
    ...(expected !== undefined && { expected: cut(expected) }),
    ...(found !== undefined && { found: cut(found) }),
  };
}

function withCodeOnly({ monitorId, verdict, totalMs, failure: why, warning }: Result): Result {
  return {
    monitorId,
    verdict,
    ...(totalMs !== undefined && { totalMs }),
    ...(why && { failure: failure(why.code) }),
    ...(warning && { warning: { ...warning, failure: failure(warning.failure.code) } }),
  };
}
