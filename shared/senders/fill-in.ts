/** A contact's settings with their secrets filled in, just before they are needed. */
import type { Secrets } from '../ports.ts';

/** `${env:NAME}` and the like, wherever they stand in the text. Throws `SecretMissing`. */
export async function fillIn(text: string, secrets: Secrets): Promise<string> {
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]+)\}/g)) {
    parts.push(text.slice(end, match.index), await secrets.read(match[1] ?? ''));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].join('');
}
