/** Contacts and monitors that are named where somebody is to be told, or to be quiet, and that are not there. */
import type { AlertEntry } from './alert.ts';
import type { Draft } from './draft.ts';
import { asList } from './fields.ts';
import { didYouMean } from './nearest.ts';
import { type Flaw, type Path, quoted } from './problem.ts';
import type { MonitorsFile } from './schema.ts';

type FileDraft = Draft<MonitorsFile>;
type TellingDraft = Draft<Pick<AlertEntry, 'to' | 'escalate'>>;

/** Wherever contacts are named. */
export function strayContacts(file: FileDraft): Flaw[] {
  const known = (file.contacts ?? []).map((contact) => contact?.id);
  // Where a contact has no valid id, any mention may have meant that one.
  if (known.includes(undefined)) return [];
  const ids = known.filter((id) => id !== undefined);
  return [
    ...strayIn(['defaults', 'alert'], file.defaults?.alert, ids),
    ...(file.monitors ?? []).flatMap((monitor, index) => strayIn(['monitors', index, 'alert'], monitor?.alert, ids)),
    ...(file.routes ?? []).flatMap((route, index) => strayIn(['routes', index], route, ids)),
    ...strayIds(['alerting', 'fallback'], file.alerting?.fallback, ids),
  ];
}

function strayIn(at: Path, telling: TellingDraft | undefined, known: readonly string[]): Flaw[] {
  const { to, escalate } = telling ?? {};
  const isList = Array.isArray(escalate);
  const levels = asList<Draft<{ to?: string | string[] }> | undefined>(escalate).flatMap((level, index) =>
    strayIds([...at, 'escalate', ...(isList ? [index] : []), 'to'], level?.to, known),
  );
  return [...strayIds([...at, 'to'], to, known), ...levels];
}

function strayIds(
  at: Path,
  named: string | readonly (string | undefined)[] | undefined,
  known: readonly string[],
): Flaw[] {
  return asList<string | undefined>(named).flatMap((id, index): Flaw[] => {
    if (id === undefined || known.includes(id)) return [];
    const path = [...at, ...(Array.isArray(named) ? [index] : [])];
    const message = `no contact has the id ${quoted(id)}${didYouMean(id, known)}`;
    return known.length === 0
      ? [{ path, message, expected: 'a contact of that id', example: exampleContact(id) }]
      : [{ path, message, expected: `one of ${known.join(', ')}` }];
  });
}

const exampleContact = (id: string): string => `contacts: [{ id: ${id}, email: ${id}@example.org }]`;

/** A monitor may depend on others that are there, and not, by whatever way, on itself. */
export function dependencyFlaws(monitors: NonNullable<FileDraft['monitors']>): Flaw[] {
  const ids = monitors.flatMap((monitor) => monitor?.id ?? []);
  const parents = new Map(monitors.map((monitor) => [monitor?.id, asList(monitor?.dependsOn)]));
  return monitors.flatMap((monitor, index) =>
    asList<string | undefined>(monitor?.dependsOn).flatMap((id, position): Flaw[] => {
      const path = ['monitors', index, 'dependsOn', ...(Array.isArray(monitor?.dependsOn) ? [position] : [])];
      if (id === undefined) return [];
      if (!ids.includes(id)) {
        const message = `no monitor has the id ${quoted(id)}${didYouMean(id, ids)}`;
        return [{ path, message, expected: 'the id of a monitor' }];
      }
      if (monitor?.id === undefined || !leadsTo(id, monitor.id)) return [];
      const message = id === monitor.id ? 'it depends on itself' : `${quoted(id)} depends on this one in its turn`;
      return [{ path, message: `${message}, so neither would ever be told of`, expected: 'no circle' }];
    }),
  );

  function leadsTo(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (parents.get(from) ?? []).some((parent) => parent !== undefined && leadsTo(parent, to, seen));
  }
}

/** More voices than there are regions would never come together. */
export function quorumFlaws({ regions, quorum }: FileDraft): Flaw[] {
  const count = regions?.length ?? 1;
  if (quorum === undefined || quorum <= count) return [];
  const there = regions === undefined ? 'is no list of regions' : `are only ${count}`;
  return [
    {
      path: ['quorum'],
      message: `${quorum} regions cannot agree where there ${there}`,
      expected: `at most ${count}`,
    },
  ];
}
