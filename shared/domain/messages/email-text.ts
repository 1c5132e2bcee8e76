/** The email: everything that is known, the most urgent first, in plain text. */

import type { Message } from '../alerting/notification.ts';
import { briefingOf, type Fact, type Link, type Section } from './briefing.ts';

/**
 * In UTF-16 units, each of at most 3 bytes: SNS takes 256 KiB, and the text stands in there twice. Details that do not fit
 * are left out and counted; the list of what happened always fits.
 */
const MAX_LENGTH = 35_000;

export function emailText(message: Message): string {
  const { title, text, list, sections, links, footer } = briefingOf(message);
  const [first] = sections;
  if (list.length === 0) return [title, '', ...detailsOf(first, links), '', footer, ''].join('\n');
  const top = [title, '', text, '', ...list, '', ...rowsOf(links)];
  const details: string[] = [];
  for (const section of sections) {
    const next = ['', RULE, '', section.title, '', ...detailsOf(section, [])].join('\n');
    if (details.join('\n').length + next.length > MAX_LENGTH - top.join('\n').length - footer.length) break;
    details.push(next);
  }
  return [...top, ...details, '', RULE, '', footer, ''].join('\n');
}

const RULE = '-'.repeat(40);

const detailsOf = ({ text, facts, links }: Section, more: readonly Link[]): string[] => {
  const below = rowsOf([...links, ...more]);
  return [text, '', ...rowsOf(facts), ...(below.length > 0 ? ['', ...below] : [])];
};

const rowsOf = (rows: readonly (Fact | Link)[]): string[] =>
  rows.map((row) => row.label.padEnd(LABEL_WIDTH) + ('url' in row ? row.url : row.value));

const LABEL_WIDTH = 15;
