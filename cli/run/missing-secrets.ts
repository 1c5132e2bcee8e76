/** Secrets that this machine does not have, told at the start: an alert that cannot be sent is found out too late. */

import { referencesIn } from '../../shared/domain/checks/references.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';

/** One line for each missing secret, with everybody who needs it. */
export function missingSecrets(fleet: Fleet, env: Readonly<Record<string, string | undefined>>): string[] {
  const needed = [
    ...fleet.contacts.map((contact) => ({
      who: `contact ${contact.id}`,
      references: referencesIn(JSON.stringify(contact)),
    })),
    ...fleet.monitors.map(({ id, target }) => ({
      who: `monitor ${id}`,
      references: referencesIn(JSON.stringify(target)),
    })),
  ];
  const missing = new Map<string, string[]>();
  for (const { who, references } of needed) {
    for (const reference of references) {
      if (isThere(reference)) continue;
      missing.set(reference, [...(missing.get(reference) ?? []), who]);
    }
  }
  return [...missing].map(
    ([reference, users]) => `\${${reference}} is ${stateOf(reference)}. Needed by ${users.join(', ')}.`,
  );

  function isThere(reference: string): boolean {
    return reference.startsWith('env:') && Boolean(env[reference.slice('env:'.length)]);
  }
}

const stateOf = (reference: string): string =>
  reference.startsWith('env:')
    ? `not set (for example: ${reference.slice('env:'.length)}=... npm start)`
    : 'not readable on this machine, which reads ${env:NAME} only';
