/** A row of the lab: what a target does, and what Nightjar must say of it. */
import type { Assertion } from '../../shared/domain/checks/assertion.ts';
import type { FailureCode } from '../../shared/domain/checks/failure.ts';
import { judge } from '../../shared/domain/checks/judgement.ts';
import type { Observation } from '../../shared/domain/checks/observation.ts';
import type { Verdict } from '../../shared/domain/checks/result.ts';
import type { HttpTarget, Target } from '../../shared/domain/checks/target.ts';
import type { Probe } from '../../shared/ports.ts';
import { createProbe, type ProbeOptions } from '../../shared/probes/index.ts';
import { aTarget, STATUS_2XX } from './builders.ts';
import type { Lab } from './lab.ts';

/** The verdict and, unless it is up, the failure code. */
export type Expected = 'up' | `${Exclude<Verdict, 'up'>} ${FailureCode}`;

export type Row = RowFrame & (HttpRow | AnyRow);

interface RowFrame {
  /** Where a class of targets has several rows, they have letters; own rows begin at 200. */
  readonly id: `${number}` | `${number}${Letter}`;
  /** Completes "The target …" for a person. */
  readonly does: string;
  /** Several: look after look. */
  readonly expected: Expected | readonly [Expected, ...Expected[]];
  /** Status 200-299 alone by default for http, nothing for other kinds. */
  readonly assertions?: readonly Assertion[];
  /** What the probe is made with beside what the lab gives to every one. */
  readonly probe?: ProbeOptions;
  /** 5 s by default; rows that hang are given up sooner. */
  readonly timeoutMs?: number;
  /** A small answer that would become a large one. */
  readonly isBomb?: boolean;
}

interface HttpRow {
  /** Starts the target and resolves to its URL. */
  readonly serve: (lab: Lab) => Promise<string> | string;
  /** What the monitor sets; a GET with five redirects otherwise. */
  readonly monitor?: Partial<HttpTarget>;
}

/** Of any other kind. */
interface AnyRow {
  /** Starts the target and says how it is looked at. */
  readonly target: (lab: Lab) => Promise<Target> | Target;
}

type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n';

export interface Family {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** For targets that hang until the deadline. */
export const HANGS_MS = 1000;

export const DEFAULT_TIMEOUT_MS = 5000;

/** A row whose target runs. */
export interface Exhibit {
  readonly row: Row;
  look(signal?: AbortSignal): Promise<Look>;
}

export interface Look {
  readonly observation: Observation;
  readonly found: string;
  readonly expected: string;
  /** How long after the deadline the probe came back; negative when it came before. */
  readonly overrunMs: number;
}

export async function exhibit(row: Row, lab: Lab, sharedProbe: Probe): Promise<Exhibit> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, expected } = row;
  const target = 'target' in row ? await row.target(lab) : aTarget(await row.serve(lab), row.monitor);
  const assertions = row.assertions ?? (target.kind === 'http' ? [STATUS_2XX] : []);
  const probe = row.probe ? createProbe({ ...lab.probe, ...row.probe }) : sharedProbe;
  const inTurn = typeof expected === 'string' ? [expected] : expected;
  let looks = 0;
  return {
    row,
    async look(signal) {
      const startedAt = performance.now();
      const observation = await probe(target, assertions, signal ? { timeoutMs, signal } : { timeoutMs });
      const overrunMs = performance.now() - startedAt - timeoutMs;
      const { verdict, failure } = judge(observation, assertions);
      const found = failure ? `${verdict} ${failure.code}` : verdict;
      return { observation, found, expected: inTurn[looks++ % inTurn.length] ?? 'up', overrunMs };
    },
  };
}

/** Starts the targets of all rows; those that need no probe of their own share one. */
export async function exhibitAll(rows: readonly Row[], lab: Lab): Promise<Exhibit[]> {
  const probe = createProbe(lab.probe);
  return Promise.all(rows.map((row) => exhibit(row, lab, probe)));
}
