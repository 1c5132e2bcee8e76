/** Text in the body of an answer. A body of which only a part was read proves nothing about what is not in it. */
import type { Outcome } from '../assertion.ts';
import { comparisonText, opposite } from '../comparison.ts';
import type { Observation } from '../observation.ts';
import { lookFor, matchOutcome } from '../pattern.ts';
import { codeOfBody, excerpt } from './body-text.ts';
import { NO_ANSWER, passIf, type Subject } from './subject.ts';

export interface OnBody {
  readonly subject: 'body';
  readonly op: 'contains' | 'notContains' | 'matches' | 'notMatches';
  /** What is looked for: as it stands, or a regular expression for the two that match. */
  readonly text: string;
}

type Body = NonNullable<Observation['body']>;

/** Whether it is there, and where. */
type Place = readonly [isThere: Outcome, at: number];

export const onBody: Subject<'body'> = {
  expectation: ({ op, text }) => `the body ${comparisonText({ op, value: text })}`,
  evaluate: (assertion, { body, patterns }) => {
    if (!body) return ['unevaluable', NO_ANSWER];
    const { op, text } = assertion;
    const isPattern = op === 'matches' || op === 'notMatches';
    const [isThere, at] = isPattern ? placeOfMatch(body, text, patterns) : placeOfText(body, text);
    if (isThere === 'unevaluable') return ['unevaluable', 'nothing of the kind in the part that was read'];
    return [op === 'contains' || op === 'matches' ? isThere : opposite(isThere), excerpt(body.text, at)];
  },
  failureCode: codeOfBody,
};

function placeOfText(body: Body, text: string): Place {
  const at = body.text.indexOf(text);
  return at === -1 && body.truncated ? ['unevaluable', 0] : [passIf(at !== -1), Math.max(0, at)];
}

/** Where a body was cut, more of it could have kept a pattern such as `ok$` from matching as well as have made it match. */
function placeOfMatch(body: Body, pattern: string, patterns: Observation['patterns']): Place {
  const look = lookFor(patterns, pattern, body.text);
  return body.truncated && look?.at === undefined ? ['unevaluable', 0] : [matchOutcome(look), look?.at ?? 0];
}
