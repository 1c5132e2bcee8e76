/** What the DNS answered. The order of answers says nothing, so none is compared. */

import { plainText } from '../../messages/plain-text.ts';
import type { Comparison } from '../assertion.ts';
import { compareValue, comparisonText, valueText } from '../comparison.ts';
import { answerHas, isSameAnswer } from '../dns-answer.ts';
import type { DnsType } from '../target.ts';
import { NO_ANSWER, passIf, type Subject } from './subject.ts';

export type OnAnswers = { readonly subject: 'answers' } & (
  | { readonly op: 'contains' | 'notContains'; readonly text: string }
  /** Exactly these. */
  | { readonly op: 'equals'; readonly texts: readonly string[] }
  | { readonly op: 'count'; readonly comparison: Comparison }
);

/** Answers that a sentence lists before it says how many more there are. */
const LISTED_ANSWERS = 3;
const QUOTED_CODE_POINTS = 80;

export const onAnswers: Subject<'answers'> = {
  expectation: (assertion) => {
    if (assertion.op === 'count') return `the number of answers ${comparisonText(assertion.comparison)}`;
    if (assertion.op === 'equals') return `the answers to be ${listed(assertion.texts)}`;
    return `the answers ${comparisonText({ op: assertion.op, value: assertion.text })}`;
  },
  evaluate: (assertion, { dns }) => {
    if (!dns) return ['unevaluable', NO_ANSWER];
    const { type, answers } = dns;
    if (assertion.op === 'count') return [compareValue(answers.length, assertion.comparison), `${answers.length}`];
    if (assertion.op === 'equals') return [passIf(isSameSet(type, answers, assertion.texts)), listed(answers)];
    const holders = answers.filter((answer) => answerHas(type, answer, assertion.text));
    const isWanted = assertion.op === 'contains';
    return [passIf(holders.length > 0 === isWanted), listed(holders.length > 0 ? holders : answers)];
  },
  failureCode: () => 'assertion_failed',
};

const isSameSet = (type: DnsType, answers: readonly string[], texts: readonly string[]): boolean =>
  areAllAmong(type, answers, texts) && areAllAmong(type, texts, answers);

const areAllAmong = (type: DnsType, some: readonly string[], others: readonly string[]): boolean =>
  some.every((one) => others.some((other) => isSameAnswer(type, one, other)));

function listed(answers: readonly string[]): string {
  if (answers.length === 0) return 'no answer';
  const more = answers.length - LISTED_ANSWERS;
  const shown = answers.slice(0, LISTED_ANSWERS).map(answerText).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Records read well without quotes; what is empty or holds a comma would not. */
const answerText = (answer: string): string =>
  answer === '' || answer.includes(',') ? valueText(answer) : plainText(answer, QUOTED_CODE_POINTS);
