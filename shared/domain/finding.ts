/** One assertion against one observation. Pure; `judge` makes a verdict of all of them. */
import { type Assertion, type AssertionOn, type Finding, isInRanges, type Outcome } from './assertion.ts';
import { utcText } from './calendar.ts';
import { compareText, compareValue, comparisonText, valueText } from './comparison.ts';
import type { Observation } from './observation.ts';
import { plainText } from './plain-text.ts';
import { statusText } from './status-phrase.ts';

const DAY_MS = 86_400_000;
const EXCERPT_CODE_POINTS = 80;
/** Values that a sentence lists before it says how many more there are. */
const LISTED_VALUES = 3;

const NO_ANSWER = 'no complete answer';

type Evaluated = readonly [outcome: Outcome, found: string];

export function evaluate(assertion: Assertion, observation: Observation): Finding {
  const [outcome, found] = evaluated(assertion, observation);
  return { assertion, outcome, expected: expectation(assertion), found };
}

/** Completes "Expected …": `status 200-299`, `$.status to be "ok"`. */
export function expectation(assertion: Assertion): string {
  switch (assertion.subject) {
    case 'status':
      return `status ${assertion.ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(' or ')}`;
    case 'header':
      return `header ${assertion.name.toLowerCase()} ${comparisonText(assertion.comparison)}`;
    case 'body':
      return `the body ${comparisonText({ op: assertion.op, value: assertion.text })}`;
    case 'json':
      return `${assertion.path} ${comparisonText(assertion.comparison)}`;
    case 'responseTime':
      return `an answer within ${assertion.atMostMs} ms`;
    case 'certificate':
      return `a certificate valid for at least ${days(assertion.daysLeft)}`;
  }
}

function evaluated(assertion: Assertion, observation: Observation): Evaluated {
  switch (assertion.subject) {
    case 'status':
      return evaluateStatus(assertion, observation);
    case 'header':
      return evaluateHeader(assertion, observation);
    case 'body':
      return evaluateBody(assertion, observation);
    case 'json':
      return evaluateJson(assertion, observation);
    case 'responseTime':
      return evaluateResponseTime(assertion, observation);
    case 'certificate':
      return evaluateCertificate(assertion, observation);
  }
}

function evaluateStatus({ ranges }: AssertionOn<'status'>, { http }: Observation): Evaluated {
  if (!http) return ['unevaluable', NO_ANSWER];
  return [isInRanges(http.status, ranges) ? 'pass' : 'fail', statusText(http.status)];
}

function evaluateHeader({ name, comparison }: AssertionOn<'header'>, { http }: Observation): Evaluated {
  if (!http) return ['unevaluable', NO_ANSWER];
  const key = name.toLowerCase();
  const found = Object.hasOwn(http.headers, key) ? http.headers[key] : undefined;
  if (comparison.op === 'exists') {
    const isThere = found !== undefined;
    return [isThere === comparison.value ? 'pass' : 'fail', isThere ? valueText(found) : 'no such header'];
  }
  if (found === undefined) return ['unevaluable', 'no such header'];
  return [compareText(found, comparison), valueText(found)];
}

function evaluateBody({ op, text }: AssertionOn<'body'>, { body }: Observation): Evaluated {
  if (!body) return ['unevaluable', NO_ANSWER];
  const at = body.text.indexOf(text);
  if (at !== -1) return [op === 'contains' ? 'pass' : 'fail', excerpt(body.text, at)];
  if (body.truncated) return ['unevaluable', 'nothing of the kind in the part that was read'];
  return [op === 'contains' ? 'fail' : 'pass', excerpt(body.text, 0)];
}

function evaluateJson({ path, comparison }: AssertionOn<'json'>, { json, body }: Observation): Evaluated {
  const selected = json && Object.hasOwn(json, path) ? json[path] : undefined;
  if (!selected) return ['unevaluable', NO_ANSWER];
  if ('notJson' in selected) {
    const isWorthQuoting = body !== undefined && body.text.trim() !== '';
    const quote = isWorthQuoting ? `, which begins with ${excerpt(body.text, 0)}` : '';
    return ['unevaluable', `${selected.notJson}${quote}`];
  }
  const { nodes } = selected;
  if (comparison.op === 'exists') return [nodes.length > 0 === comparison.value ? 'pass' : 'fail', listed(nodes)];
  if (nodes.length === 0) return ['unevaluable', listed(nodes)];
  const outcomes = nodes.map((node) => compareValue(node, comparison));
  const culprits = nodes.filter((_, index) => outcomes[index] !== 'pass');
  return [gravest(outcomes), listed(culprits.length > 0 ? culprits : nodes)];
}

/** A complete answer is judged by its time. One that never came has failed as soon as the limit is over. */
function evaluateResponseTime({ atMostMs }: AssertionOn<'responseTime'>, observation: Observation): Evaluated {
  const totalMs = observation.timings.total;
  if (observation.failure) {
    return [totalMs > atMostMs ? 'fail' : 'unevaluable', `no complete answer after ${Math.ceil(totalMs)} ms`];
  }
  return [totalMs <= atMostMs ? 'pass' : 'fail', `${Math.ceil(totalMs)} ms`];
}

function evaluateCertificate({ daysLeft }: AssertionOn<'certificate'>, observation: Observation): Evaluated {
  const { certificate, at } = observation;
  if (!certificate) return ['unevaluable', observation.failure ? 'no certificate' : 'an answer without TLS'];
  const leftMs = certificate.validTo - at;
  const left = `${days(Math.floor(leftMs / DAY_MS))} left, until ${utcText(certificate.validTo)}`;
  return [leftMs >= daysLeft * DAY_MS ? 'pass' : 'fail', left];
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

const gravest = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.find((each) => each === 'fail') ?? outcomes.find((each) => each === 'unevaluable') ?? 'pass';

function listed(nodes: readonly unknown[]): string {
  if (nodes.length === 0) return 'nothing there';
  const more = nodes.length - LISTED_VALUES;
  const shown = nodes.slice(0, LISTED_VALUES).map(valueText).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** What stands around a place of the body, cut to what a sentence can hold. */
function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - EXCERPT_CODE_POINTS / 4);
  const shown = plainText(text.slice(from, from + 16 * EXCERPT_CODE_POINTS), EXCERPT_CODE_POINTS);
  if (shown === '') return 'an empty body';
  return `"${from > 0 ? '…' : ''}${shown}"`;
}
