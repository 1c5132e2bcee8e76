/** Reads `monitors.yaml` for a deployment. */
import { readFileSync } from 'node:fs';
import { formatProblem, type Problem, parseFleet } from '../shared/config/index.ts';
import type { Fleet } from '../shared/domain/monitor.ts';

export type ReadFleet =
  | { readonly ok: true; readonly fleet: Fleet; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly report: string };

/** Every problem of the file is in the report, one after the other. */
export function readFleet(file: string): ReadFleet {
  const text = contentOf(file);
  if (text === undefined) {
    return {
      ok: false,
      report: `There is no configuration ${file}. Name one, for example: npx cdk deploy --context config=my.yaml`,
    };
  }
  const outcome = parseFleet(text, { file });
  const formatted = (problems: readonly Problem[]) => problems.map((problem) => formatProblem(file, problem));
  if (outcome.ok) return { ok: true, fleet: outcome.fleet, warnings: formatted(outcome.warnings) };
  return {
    ok: false,
    report: [...formatted(outcome.problems), '', `${file} is not valid; nothing was synthesised.`].join('\n'),
  };
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
