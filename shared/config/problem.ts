/** What can be wrong with a file of monitors, and how it is told. */

/** One thing to put right, and where. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** For example `monitors[2].expect.responseTime.down`; empty where the file as a whole is meant. */
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
  /** YAML that could stand in its place. */
  readonly example?: string;
}

export type Path = readonly (string | number)[];

/** What is wrong, apart from where. No part of it ever holds a value from a place where secrets belong. */
export interface Telling {
  readonly message: string;
  readonly expected?: string;
  readonly example?: string;
}

/** A problem whose place in the file has still to be looked up. */
export interface Flaw extends Telling {
  readonly path: Path;
  /** The key itself is at fault, not its value. */
  readonly isKey?: boolean;
  /** The last key of the path may be a secret that lost its own key, and is not shown. */
  readonly isConcealed?: boolean;
}

const INDENT = '    ';

/** One line for the problem, and up to two indented lines that help. */
export function formatProblem(file: string, problem: Problem): string {
  const place = `${file}:${problem.line}:${problem.column}`;
  const headline = `${problem.path === '' ? place : `${place} ${problem.path}`}: ${problem.message}`;
  const help = [
    ...(problem.expected === undefined ? [] : [`expected: ${problem.expected}`]),
    ...(problem.example === undefined ? [] : [`example: ${problem.example}`]),
  ];
  return [headline, ...help.map((line) => INDENT + line)].join('\n');
}

/** `monitors[0].expect.json["$.status"]` */
export function pathText(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(segment)) return `${text}[${quoted(segment)}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

const LONGEST_QUOTE = 60;

/** Text from the file, safe to print: in quotes, on one line, not too long. */
export function quoted(text: string): string {
  const points = [...text];
  const short = points.length > LONGEST_QUOTE ? `${points.slice(0, LONGEST_QUOTE).join('')}…` : text;
  return JSON.stringify(short).replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '');
}
