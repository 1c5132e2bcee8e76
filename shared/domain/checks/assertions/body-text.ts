/** What the subjects that look into a body have in common: its excerpt for people, and its failure code. */

import { plainText } from '../../messages/plain-text.ts';
import type { Finding } from '../assertion.ts';
import type { FailureCode } from '../failure.ts';
import type { Observation } from '../observation.ts';

const EXCERPT_CODE_POINTS = 80;

/** What stands around a place of the body, cut to what a sentence can hold. */
export function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - EXCERPT_CODE_POINTS / 4);
  const shown = plainText(text.slice(from, from + 16 * EXCERPT_CODE_POINTS), EXCERPT_CODE_POINTS);
  if (shown === '') return 'an empty body';
  return `"${from > 0 ? '…' : ''}${shown}"`;
}

/** A body that was cut is the reason where nothing could be evaluated. */
export const codeOfBody = ({ outcome }: Finding, { body }: Observation): FailureCode =>
  outcome === 'unevaluable' && body?.truncated ? 'body_too_large' : 'assertion_failed';
