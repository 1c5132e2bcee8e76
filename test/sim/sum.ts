/** The figures of many runs together. */
import { SOMETIMES, type Sometimes } from './invariants/index.ts';
import type { Figures } from './run-seed.ts';
import { FAULTS, type Fault } from './world/faults.ts';

export interface Sum {
  readonly seeds: number;
  readonly monitorYears: number;
  readonly checks: number;
  readonly alerts: number;
  readonly copies: number;
  readonly met: Readonly<Record<Fault, number>>;
  readonly sometimes: Readonly<Sometimes>;
}

export function addUp(sum: Sum | undefined, { monitorYears, counts, met, sometimes }: Figures): Sum {
  return {
    seeds: (sum?.seeds ?? 0) + 1,
    monitorYears: (sum?.monitorYears ?? 0) + monitorYears,
    checks: (sum?.checks ?? 0) + counts.checks,
    alerts: (sum?.alerts ?? 0) + counts.alerts,
    copies: (sum?.copies ?? 0) + counts.copies,
    met: together(sum?.met, met),
    sometimes: together(sum?.sometimes, sometimes),
  };
}

function together<K extends string>(one: Readonly<Record<K, number>> | undefined, other: Readonly<Record<K, number>>) {
  const entries = (Object.keys(other) as K[]).map((name) => [name, (one?.[name] ?? 0) + other[name]]);
  return Object.fromEntries(entries) as Record<K, number>;
}

/** From so many years on, everything has to be met. */
const YEARS_FOR_ALL = 200;

/** What a long run has never met. */
export function missedIn({ monitorYears, met, sometimes }: Sum): string[] {
  if (monitorYears < YEARS_FOR_ALL) return [];
  const never = <K extends string>(counts: Readonly<Record<K, number>>, names: Readonly<Record<K, string>>): string[] =>
    (Object.keys(names) as K[]).filter((name) => counts[name] === 0).map((name) => names[name]);
  return [...never(met, FAULTS), ...never(sometimes, SOMETIMES)];
}

/** One line: years, checks, alerts, duplicates, faults by class, violations. */
export function lineOf(sum: Sum, broken: number, seconds: number): string {
  const byClass = new Map<string, number>();
  for (const [name, text] of Object.entries(FAULTS)) {
    const [fClass = ''] = text.split(':');
    byClass.set(fClass, (byClass.get(fClass) ?? 0) + sum.met[name as Fault]);
  }
  const faults = [...byClass].map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    `${sum.monitorYears.toFixed(1)} monitor-years in ${sum.seeds} seeds and ${seconds.toFixed(0)} s`,
    `${sum.checks} checks (${Math.round(sum.checks / seconds)} a second)`,
    `${sum.alerts} messages`,
    `${sum.copies} duplicates`,
    `faults: ${faults}`,
    `${broken} violations`,
  ].join('; ');
}
