/** What docs/alerts.md shows, with placeholders for what no two outages have in common. */
import { readFileSync } from 'node:fs';

const document = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');

/** The block after the marker of that name. */
export function shown(name: string): string {
  const [, after] = document.split(`<!-- shown: ${name} -->`);
  const [, block] = /^\n\n```text\n([\s\S]*?)\n```\n/.exec(after ?? '') ?? [];
  if (block === undefined) throw new Error(`docs/alerts.md does not show "${name}"`);
  return block;
}

/** Times, durations, the ids and links of an incident, where the target is, and its words after a status. */
export const withPlaceholders = (text: string): string =>
  text
    .trimEnd()
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC/g, (_, seconds?: string) => (seconds ? '<second>' : '<minute>'))
    .replace(/^((?:Subject: )?RECOVERED: [^(\n]+? after )[\d a-z]+ \(/gm, '$1<duration> (')
    .replace(/https:\/\/[^/\s]+\/acknowledge\/\S+/g, '<link>')
    .replace(/-\d{8}T\d{6}Z/g, '-<opened>')
    .replace(/^(Found +\d{3}) .*$/gm, '$1')
    .replace(/https?:\/\/[^/\s]+\/health\//g, '<origin>/health/');
