/** What no single value can know: names that are taken or lead nowhere, and times that contradict each other. */

import { EGRESS_ID } from '../domain/checks/egress.ts';
import { REFERENCE } from '../domain/checks/references.ts';
import { dependencyFlaws, quorumFlaws, strayContacts } from './alert-flaws.ts';
import { BUILT_IN } from './built-in.ts';
import { CONTACT_KEYS, contactFlaws } from './contacts/index.ts';
import type { Draft } from './draft.ts';
import { parseDuration } from './duration.ts';
import { misplacedMentions, stepsOf } from './kinds/flow-flaws.ts';
import { KIND_NAMES, type KindName, kindsOf } from './kinds/index.ts';
import { strayCoverage } from './maintenance-flaws.ts';
import { strayMembers } from './members.ts';
import { phaseFlaws, unfitPhases } from './phase-flaws.ts';
import { type Flaw, type Path, pathText, quoted } from './problem.ts';
import type { MonitorEntry, MonitorsFile } from './schema.ts';
import { takenTokens } from './taken-tokens.ts';

type FileDraft = Draft<MonitorsFile>;
type EntryDraft = Draft<MonitorEntry>;
type DefaultsDraft = NonNullable<FileDraft['defaults']>;

/** Contact that every local run has: its own screen. */
const RESERVED_CONTACT = 'terminal';

/** Takes what is left of a file without its wrong parts. */
export function crossCheck(file: FileDraft): Flaw[] {
  const defaults = file.defaults ?? {};
  const known = (file.contacts ?? []).map((contact) => contact?.id);
  return [
    ...takenIds('monitors', file.monitors ?? []),
    ...takenIds('contacts', file.contacts ?? []),
    ...takenIds('maintenance', file.maintenance ?? []),
    ...takenIds('routes', file.routes ?? []),
    ...strayContacts(file),
    ...dependencyFlaws(file.monitors ?? []),
    ...quorumFlaws(file),
    ...strayCoverage(file.maintenance ?? [], file.monitors ?? [], defaults),
    ...takenTokens(file.monitors ?? []),
    ...strayMembers(file.monitors ?? []),
    ...reservedIds('contacts', known, RESERVED_CONTACT, 'the screen of a local run'),
    ...reservedIds(
      'monitors',
      (file.monitors ?? []).map((monitor) => monitor?.id),
      EGRESS_ID,
      "the checker's own network",
    ),
    ...timeFlaws(['defaults'], defaults, {}),
    ...(file.monitors ?? []).flatMap((monitor, index) =>
      monitor
        ? [
            ...timeFlaws(['monitors', index], monitor, defaults),
            ...phaseFlaws(['monitors', index], monitor, monitor.timeout ?? defaults.timeout ?? BUILT_IN.timeout),
            ...stepTimeFlaws(['monitors', index], monitor, monitor.timeout ?? defaults.timeout ?? BUILT_IN.timeout),
            ...kindFlaws(['monitors', index], monitor),
          ]
        : [],
    ),
    ...contactFlaws(file.contacts ?? []),
    ...strayReferences(file),
    ...misplacedMentions(file),
  ];
}

function takenIds(
  list: 'monitors' | 'contacts' | 'maintenance' | 'routes',
  entries: readonly ({ readonly id?: string | undefined } | undefined)[],
) {
  const first = new Map<string, number>();
  return entries.flatMap((entry, index): Flaw[] => {
    if (entry?.id === undefined) return [];
    const owner = first.get(entry.id);
    if (owner === undefined) first.set(entry.id, index);
    const message = `the id ${quoted(entry.id)} is taken by ${pathText([list, owner ?? 0])}`;
    return owner === undefined ? [] : [{ path: [list, index, 'id'], message, expected: 'an id of its own' }];
  });
}

function reservedIds(
  list: 'monitors' | 'contacts',
  ids: readonly (string | undefined)[],
  reserved: string,
  meaning: string,
): Flaw[] {
  const message = `the id ${quoted(reserved)} means ${meaning}`;
  return ids.flatMap((id, index) =>
    id === reserved ? [{ path: [list, index, 'id'], message, expected: 'another id' }] : [],
  );
}

/** Times of an entry, with the defaults where it says nothing; only what the entry itself says can be at fault. */
function timeFlaws(at: Path, entry: EntryDraft | DefaultsDraft, defaults: DefaultsDraft): Flaw[] {
  const own = (key: 'interval' | 'retryInterval' | 'timeout'): number | undefined => parseDuration(entry[key] ?? '');
  const inForce = (key: 'interval' | 'timeout'): string => entry[key] ?? defaults[key] ?? BUILT_IN[key];
  const flaws: Flaw[] = [];
  const [interval, retryInterval] = [inForce('interval'), own('retryInterval')];
  if (retryInterval !== undefined && retryInterval > (parseDuration(interval) ?? 0)) {
    const message = `${entry.retryInterval} is longer than the interval, ${interval}`;
    flaws.push({ path: [...at, 'retryInterval'], message, expected: `at most ${interval}` });
  }
  const ownLimits = entry.expect?.responseTime;
  const limits = ownLimits ?? defaults.expect?.responseTime;
  const [degraded, down] = [parseDuration(limits?.degraded ?? ''), parseDuration(limits?.down ?? '')];
  if (ownLimits && degraded !== undefined && down !== undefined && degraded >= down) {
    const message = `degraded at ${ownLimits.degraded} would never come before down at ${ownLimits.down}`;
    const path = [...at, 'expect', 'responseTime', 'degraded'];
    flaws.push({ path, message, expected: `less than ${ownLimits.down}` });
  }
  return [...flaws, ...timeoutFlaws()];

  function timeoutFlaws(): Flaw[] {
    const timeout = inForce('timeout');
    const key = down === undefined ? 'degraded' : 'down';
    const limit = down ?? degraded;
    if (limit === undefined || limit <= (parseDuration(timeout) ?? 0)) return [];
    const message = `a check is given up after ${timeout} (timeout), before it could take ${limits?.[key]}`;
    if (ownLimits) return [{ path: [...at, 'expect', 'responseTime', key], message, expected: `at most ${timeout}` }];
    return own('timeout') === undefined
      ? []
      : [
          {
            path: [...at, 'timeout'],
            message,
            expected: `at least ${limits?.[key]}, or an expect.responseTime of its own`,
          },
        ];
  }
}

/** A step has no times but the limits of its answer; it shares the timeout with the others. */
const stepTimeFlaws = (at: Path, { flow }: EntryDraft, timeout: string): Flaw[] =>
  stepsOf(flow ?? {}).flatMap(([path, { expect }]) => [
    ...timeFlaws([...at, ...path], { expect }, { timeout }),
    ...phaseFlaws([...at, ...path], { expect }, timeout),
  ]);

function kindFlaws(at: Path, monitor: EntryDraft): Flaw[] {
  return kindsOf(monitor)
    .flatMap(({ name, kind, input }) => [
      ...unfitExpectations(name, kind.expects, monitor.expect),
      ...(kind.expects.includes('phases') ? unfitPhases(name, kind.phases, monitor.expect) : []),
      ...kind.check(input, monitor.expect),
    ])
    .map((flaw) => ({ ...flaw, path: [...at, ...flaw.path] }));
}

function unfitExpectations(kind: KindName, expects: readonly string[], expect: EntryDraft['expect']): Flaw[] {
  return Object.keys(expect ?? {})
    .filter((key) => !expects.includes(key))
    .map((key) => ({
      path: ['expect', key],
      isKey: true,
      message: `nothing of the kind can be expected of a monitor of kind ${kind}`,
      expected: expects.length === 0 ? 'no expect at all' : `one or more of ${expects.join(', ')}`,
    }));
}

/** Of a flow, only what its steps ask. */
const FILLED_IN: ReadonlySet<string | number> = new Set([
  ...KIND_NAMES.filter((name) => name !== 'flow'),
  ...CONTACT_KEYS,
]);
const FILLED_IN_EXPECTED = `references only below ${KIND_NAMES.join(', ')}, and below the kinds of contact`;

/** References are filled in where something is sent, and nowhere else. */
function strayReferences(value: unknown, path: Path = []): Flaw[] {
  if (FILLED_IN.has(path.at(-1) ?? '')) return [];
  if (typeof value === 'string' && REFERENCE.test(value)) {
    return [{ path, message: 'a secret reference is not filled in here', expected: FILLED_IN_EXPECTED }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => strayReferences(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => strayReferences(item, [...path, key]));
}
