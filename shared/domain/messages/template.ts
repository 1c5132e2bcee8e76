/** A body of the reader's own making: `{{title}}` in its texts stands for a part of the message. */

import type { Template } from '../alerting/contact.ts';
import { mapStrings } from '../checks/map-strings.ts';
import type { Briefing } from './briefing.ts';

/** What may stand between the braces. A part that a message does not have is an empty text. */
export const PLACEHOLDERS = {
  title: ({ title }) => title,
  summary: ({ summary }) => summary,
  details: detailsOf,
  tone: ({ tone }) => tone,
  severity: ({ severity }) => severity,
  reason: ({ reason }) => reason,
  eventId: ({ eventId }) => eventId,
  statusUrl: (briefing) => urlOf(briefing, 'Status page'),
  acknowledgeUrl: (briefing) => urlOf(briefing, 'Acknowledge'),
} as const satisfies Readonly<Record<string, (briefing: Briefing) => string>>;

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Names that stand between braces and mean nothing. */
export const unknownPlaceholders = (text: string): string[] =>
  Array.from(text.matchAll(PLACEHOLDER), ([, name = '']) => name).filter((name) => !Object.hasOwn(PLACEHOLDERS, name));

/** The same structure with every text filled in, once: what a message says is not looked into. */
export function fillTemplate(template: Template, briefing: Briefing): Template {
  return mapStrings(template, (text) =>
    text.replace(PLACEHOLDER, (whole, name: string) =>
      Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name as keyof typeof PLACEHOLDERS](briefing) : whole,
    ),
  );
}

/** Everything below the title, in lines. */
function detailsOf({ text, list, sections, links, footer }: Briefing): string {
  const parts = sections.map((section) =>
    [
      ...(sections.length > 1 ? [section.title] : []),
      section.text,
      ...section.facts.map(({ label, value }) => `${label}: ${value}`),
      ...section.links.map(({ label, url }) => `${label}: ${url}`),
    ].join('\n'),
  );
  const general = links.map(({ label, url }) => `${label}: ${url}`).join('\n');
  return [text, list.join('\n'), ...parts, general, footer].filter(Boolean).join('\n\n');
}

/** A message of several has no single incident to acknowledge. */
function urlOf({ links, sections: [first, ...rest] }: Briefing, label: string): string {
  const known = rest.length === 0 ? [...links, ...first.links] : links;
  return known.find((link) => link.label === label)?.url ?? '';
}
