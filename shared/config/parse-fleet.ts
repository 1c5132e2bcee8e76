/** From the text of `monitors.yaml` to a fleet, or to everything that is wrong with the text. */
import type { Fleet } from '../domain/monitor.ts';
import { crossCheck } from './cross-checks.ts';
import { type Draft, without } from './draft.ts';
import { ID } from './fields.ts';
import { type Flaw, type Path, type Problem, pathText } from './problem.ts';
import { resolve } from './resolve.ts';
import type { MonitorsFile } from './schema.ts';
import { validate, valueAt } from './schema-flaws.ts';
import { readSource, type Source } from './source.ts';
import { warningsOf } from './warnings.ts';

export type ParsedFleet =
  | { readonly ok: true; readonly fleet: Fleet; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

export interface ParseOptions {
  readonly file: string;
  /** In ms; what lies before is over. The time of the machine where it is absent. */
  readonly now?: number;
}

/** Never throws for anything in the text. Problems come all at once, in the order of the file. */
export function parseFleet(text: string, { now = Date.now() }: ParseOptions): ParsedFleet {
  const source = readSource(text);
  const syntax = source.flaws.map(({ place, isGrave: _, isLeftOver: __, ...telling }) => ({
    ...at(place),
    path: '',
    ...telling,
  }));
  const flaws = source.value === undefined ? [] : flawsOf(source);
  const problems = inOrder([...syntax, ...flaws.map((flaw) => place(flaw, source))]);
  if (problems.length > 0) return { ok: false, problems, warnings: [] };
  // Without a flaw, what was read is what the schema describes.
  const file = source.value as MonitorsFile;
  const fleet = resolve(file);
  return {
    ok: true,
    fleet,
    warnings: inOrder(warningsOf(file, fleet, now).map((flaw) => place(flaw, source))),
  };
}

/**
 * After a grave syntax error the rest of the file may have been understood wrongly, so only what ends before it is
 * judged, and nothing is said of names that lead nowhere.
 */
function flawsOf(source: Source): readonly Flaw[] {
  const { flaws, wrong } = validate(source.value);
  const firstGrave = source.flaws.find(({ isGrave }) => isGrave);
  if (firstGrave)
    return flaws.filter((flaw) => source.locate(flaw.path, flaw.isKey).range[1] < firstGrave.place.range[0]);
  const draft = without(source.value, wrong) as Draft<MonitorsFile> | undefined;
  return typeof draft === 'object' ? [...flaws, ...crossCheck(draft)] : flaws;
}

function place(flaw: Flaw, source: Source): Problem {
  const { path, isKey, isConcealed, message, ...help } = flaw;
  const owner = ownerOf(path, source.value);
  return {
    ...at(source.locate(path, isKey)),
    path: pathText(isConcealed ? path.slice(0, -1) : path),
    message: owner === undefined ? message : `${message} (${owner})`,
    ...help,
  };
}

const at = ({ line, column }: { readonly line: number; readonly column: number }) => ({ line, column });

const OWNERS: Readonly<Record<string, string>> = { monitors: 'monitor', contacts: 'contact', maintenance: 'window' };

/** `monitor rota`, for a path inside an entry of a list whose id is known and not itself at fault. */
function ownerOf(path: Path, value: unknown): string | undefined {
  const [list, index, key] = path;
  const owner = OWNERS[list ?? ''];
  if (list === undefined || owner === undefined || typeof index !== 'number' || key === 'id') return undefined;
  const id = valueAt(value, [list, index, 'id']);
  return typeof id === 'string' && ID.test(id) ? `${owner} ${id}` : undefined;
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
