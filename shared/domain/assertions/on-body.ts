/** Text in the body of an answer. A body of which only a part was read proves nothing about what is not in it. */
import { comparisonText } from '../comparison.ts';
import { codeOfBody, excerpt } from './body-text.ts';
import { NO_ANSWER, type Subject } from './subject.ts';

export interface OnBody {
  readonly subject: 'body';
  readonly op: 'contains' | 'notContains';
  readonly text: string;
}

export const onBody: Subject<'body'> = {
  expectation: ({ op, text }) => `the body ${comparisonText({ op, value: text })}`,
  evaluate: ({ op, text }, { body }) => {
    if (!body) return ['unevaluable', NO_ANSWER];
    const at = body.text.indexOf(text);
    if (at !== -1) return [op === 'contains' ? 'pass' : 'fail', excerpt(body.text, at)];
    if (body.truncated) return ['unevaluable', 'nothing of the kind in the part that was read'];
    return [op === 'contains' ? 'fail' : 'pass', excerpt(body.text, 0)];
  },
  failureCode: codeOfBody,
};
