/** Reads `monitors.yaml` for the commands that need it. Whatever is wrong with it is a misuse, told in full. */
import { readFileSync } from 'node:fs';
import { formatProblem, type Problem, parseFleet } from '../shared/config/index.ts';
import type { Fleet } from '../shared/domain/monitor.ts';
import { Misuse } from './misuse.ts';

export const DEFAULT_FILE = 'monitors.yaml';

export interface LoadedFleet {
  readonly fleet: Fleet;
  readonly file: string;
  /** Formatted, one a line or more. */
  readonly warnings: readonly string[];
}

/** Throws `Misuse` when the file cannot be read or is not valid. */
export function loadFleet(file: string = DEFAULT_FILE): LoadedFleet {
  const outcome = parseFleet(readConfiguration(file), { file });
  const formatted = (problems: readonly Problem[]) => problems.map((problem) => formatProblem(file, problem));
  const warnings = formatted(outcome.warnings);
  if (outcome.ok) return { fleet: outcome.fleet, file, warnings };
  const count = outcome.problems.length === 1 ? 'a problem' : `${outcome.problems.length} problems`;
  throw new Misuse([...formatted(outcome.problems), ...warnings, '', `${file} has ${count}.`].join('\n'));
}

function readConfiguration(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = isMissing ? 'There is no such file.' : cause instanceof Error ? cause.message : String(cause);
    throw new Misuse(`The configuration ${file} cannot be read. ${reason}`, {
      example: 'nightjar run my.yaml',
      cause,
    });
  }
}

/** The file may be named as an argument or as `--config`; twice is once too often. */
export function chosenFile(argument: string | undefined, option: string | undefined): string {
  if (argument !== undefined && option !== undefined && argument !== option) {
    throw new Misuse(`Two configurations are named, ${argument} and ${option}; only one can be used.`);
  }
  return argument ?? option ?? DEFAULT_FILE;
}
