/** Names of the DNS: what can be known to be wrong before anybody asks for them. */
import { z } from 'zod';
import { expecting, report } from './fields.ts';
import type { Telling } from './problem.ts';

const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;
const EXPECTED = 'a name such as example.org';

/** Letters of any script, digits, hyphens, and the underscore with which names of services begin. */
const LABEL = /^[\p{L}\p{N}\p{M}_-]+$/u;

export const dnsName = z.string({ error: expecting(EXPECTED) }).superRefine((text, context) => {
  const flaw = dnsNameFlaw(text);
  if (flaw) report(context, flaw);
});

/** The first thing that is wrong with a name. */
export function dnsNameFlaw(text: string): Telling | undefined {
  const name = text.replace(/\.$/, '');
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(name))
    return { message: 'this is a URL; write the name alone', expected: EXPECTED };
  if (/^[\d.]+$/.test(name)) return { message: 'this is an address, not a name', expected: EXPECTED };
  const labels = name.split('.');
  if (!labels.every((label) => LABEL.test(label)))
    return { message: 'this is not a name of the DNS', expected: EXPECTED };
  const longest = Math.max(...labels.map((label) => label.length));
  if (longest > LONGEST_LABEL) {
    const expected = `labels (the parts between dots) of at most ${LONGEST_LABEL} characters`;
    return { message: `the name has a label of ${longest} characters`, expected };
  }
  if (name.length <= LONGEST_NAME) return undefined;
  return { message: `the name has ${name.length} characters`, expected: `at most ${LONGEST_NAME} characters` };
}
