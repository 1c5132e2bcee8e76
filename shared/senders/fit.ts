/** Makes a message fit where a service takes less than all of it. What is left out is in the status page all the same. */
import type { Briefing, Section } from '../domain/messages/briefing.ts';
import { plainText } from '../domain/messages/plain-text.ts';

const FEWER_LINES = [25, 10, 0];
const SHORTER_VALUES = [128, 64];

/** The payload of the largest part of a briefing that fits, or of the smallest there is. */
export function fitted<P>(briefing: Briefing, build: (briefing: Briefing) => P, fits: (payload: P) => boolean): P {
  let payload = build(briefing);
  for (const smaller of smallerAndSmaller(briefing)) {
    if (fits(payload)) break;
    payload = build(smaller);
  }
  return payload;
}

/** First fewer details, the least urgent first; then fewer lines; then shorter values. */
function* smallerAndSmaller(briefing: Briefing): Generator<Briefing> {
  const [first, ...rest] = briefing.sections;
  let smaller = briefing;
  for (let count = rest.length - 1; count >= 0; count--) {
    smaller = { ...briefing, text: LESS, sections: [first, ...rest.slice(0, count)] };
    yield smaller;
  }
  for (const lines of FEWER_LINES.filter((lines) => lines < briefing.list.length)) {
    smaller = { ...smaller, list: briefing.list.slice(0, lines) };
    yield smaller;
  }
  for (const points of SHORTER_VALUES) yield { ...smaller, sections: [shortened(first, points)] };
}

const LESS = 'So much happened at once that only the most urgent is shown here.';

const shortened = (section: Section, points: number): Section => ({
  ...section,
  text: plainText(section.text, points),
  facts: section.facts.map(({ label, value }) => ({ label, value: plainText(value, points) })),
});

/** Of what is sent as JSON. */
export const jsonBytes = (payload: unknown): number => Buffer.byteLength(JSON.stringify(payload));

/** At most so many UTF-16 units, which is how most services count; the last is an ellipsis where something was cut off. */
export function withinUnits(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const [head = ''] = /^[\s\S]*(?<![\ud800-\udbff])/.exec(text.slice(0, maxUnits - 1)) ?? [];
  return `${head}…`;
}
