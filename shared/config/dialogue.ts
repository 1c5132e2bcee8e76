/** What is said to a server in lines, and what it must say in turn. */
import { z } from 'zod';
import { REFERENCE } from '../domain/checks/references.ts';
import type { DialogueStep } from '../domain/checks/target.ts';
import { expecting, type Reportable, report, requireKeys, text } from './fields.ts';
import { malformedReference } from './literal-secrets.ts';
import { pattern } from './pattern.ts';

const LONGEST_LINE = 1024;
const LINE_EXPECTED = `a line of 1 to ${LONGEST_LINE.toLocaleString('en-GB')} characters, without its end`;

export const sentLine = z.string({ error: expecting(LINE_EXPECTED) }).superRefine((text, context) => {
  const flaw = lineFlaw(text);
  if (flaw) report(context, flaw);
});

function lineFlaw(text: string): Reportable | undefined {
  if (text === '' || text.length > LONGEST_LINE || /[\r\n]/.test(text)) {
    return { message: 'this is not one line', expected: LINE_EXPECTED };
  }
  const malformed = malformedReference(text, false);
  if (malformed) return malformed;
  if (!LOGIN.test(text) || REFERENCE.test(text)) return undefined;
  return {
    message: 'the line carries a secret, and it is written out; keep the secret elsewhere and refer to it',
    expected: 'a line with a reference where the secret belongs',
    example: 'send: ["AUTH ${env:REDIS_PASSWORD}", PING]',
  };
}

/** Redis, POP3 and IMAP log in like this; the names of mechanisms of SMTP are no secrets. */
const LOGIN = /^\s*((auth|pass)\s+(?!(login|plain|xoauth2|cram-md5|scram-sha-\d+)\s*$)\S|\S+\s+login\s+\S+\s+\S)/i;

const ANSWER_EXPECTED = 'text that is in the line, or a map such as { matches: "^250 " }';

const answer = z.union(
  [
    text(LONGEST_LINE),
    requireKeys(
      z
        .strictObject({
          contains: text(LONGEST_LINE).meta({ description: 'This is in the line.', examples: ['250 '] }),
          matches: pattern.meta({
            description: 'This regular expression (RE2) finds something in the line.',
            examples: ['^2\\d\\d '],
          }),
        })
        .partial(),
      {
        keys: ['contains', 'matches'],
        max: 1,
        expected: 'either contains or matches',
        example: `expect: { matches: '^250 ' }`,
      },
    ),
  ],
  { error: expecting(ANSWER_EXPECTED) },
);

export const dialogueStep = requireKeys(
  z
    .strictObject({
      send: sentLine.meta({
        description: 'A line, sent with CR LF. Secrets in it by reference only.',
        examples: ['QUIT'],
      }),
      expect: answer.meta({
        description: 'The line that is waited for; lines before it are passed over.',
        examples: ['221 ', { matches: '^2\\d\\d ' }],
      }),
    })
    .partial(),
  { keys: ['send', 'expect'], max: 2, expected: 'send, expect or both', example: `{ send: QUIT, expect: '221 ' }` },
);

type Step = z.infer<typeof dialogueStep>;

export const toStep = ({ send, expect }: Step): DialogueStep => ({
  ...(send === undefined ? {} : { send }),
  ...(expect === undefined ? {} : { expect: toAnswer(expect) }),
});

const toAnswer = (expect: NonNullable<Step['expect']>): NonNullable<DialogueStep['expect']> =>
  typeof expect === 'string'
    ? { contains: expect }
    : expect.matches === undefined
      ? { contains: expect.contains ?? '' }
      : { matches: expect.matches };
