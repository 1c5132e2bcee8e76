/** One check, explained to a person: the verdict, where the time went, and what became of each expectation. */

import type { Notification } from '../../shared/domain/alerting/notification.ts';
import type { Finding } from '../../shared/domain/checks/assertion.ts';
import type { Failure } from '../../shared/domain/checks/failure.ts';
import type { Observation } from '../../shared/domain/checks/observation.ts';
import type { Target } from '../../shared/domain/checks/target.ts';
import { incidentId } from '../../shared/domain/incident.ts';
import { alone, subjectOf } from '../../shared/domain/messages/message.ts';
import { plainText } from '../../shared/domain/messages/plain-text.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { isoSeconds, utcText } from '../../shared/domain/time/calendar.ts';
import type { Check } from '../../shared/tick/check-monitor.ts';
import { cutTo, fillTo } from './columns.ts';
import { curlCommand } from './curl-command.ts';
import type { Paint, Style } from './paint.ts';
import { mentionTexts, renderStepDetails, renderSteps, worstLook, worstRequest } from './step-report.ts';
import { paintedVerdict } from './verdict.ts';
import { renderWaterfall } from './waterfall.ts';

const DAY_MS = 86_400_000;

const OUTCOMES: Readonly<Record<Finding['outcome'], readonly [symbol: string, style: Style]>> = {
  pass: ['✓', 'green'],
  fail: ['✗', 'red'],
  unevaluable: ['?', 'yellow'],
};

/** Lines for a terminal that is `columns` wide; the failure's sentence may be longer and wraps. */
export function renderCheck(monitor: Monitor, check: Check, columns: number, paint: Paint): string[] {
  const { observation, judgement } = check;
  const sections = [
    [verdictLine(monitor, check, paint), ...(judgement.failure ? [`  ${judgement.failure.message}`] : [])],
    ...whatHappened(monitor.target, observation, columns - 2, paint).map(indent),
    indent(judgement.findings.map((finding) => findingLine(finding, columns - 2, paint))),
    indent(furtherLines(monitor, check, paint)),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index ? ['', ...lines] : lines));
}

/** Where the time went and what was seen; of a flow, for each of its steps. */
function whatHappened(target: Target, observation: Observation, columns: number, paint: Paint): string[][] {
  const { steps, timings } = observation;
  if (target.kind !== 'flow' || !steps) return ofOneLook(observation, columns, paint);
  const worst = worstLook(steps);
  return [
    renderSteps(target, steps, timings.total, columns, paint),
    renderStepDetails(target, steps, columns, paint, (look) => [
      ...(look === worst ? ofOneLook(look.observation, columns - 2, paint).flat() : []),
      ...look.judgement.findings.map((finding) => findingLine(finding, columns - 2, paint)),
    ]),
  ];
}

const ofOneLook = (observation: Observation, columns: number, paint: Paint): string[][] => [
  observation.timings.total > 0
    ? renderWaterfall(observation.timings, observation.redirects.length, columns, paint)
    : [],
  facts(observation, paint),
];

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function verdictLine(monitor: Monitor, { observation, judgement }: Check, paint: Paint): string {
  const what = answered(monitor.target, observation);
  const answer = what === undefined ? '' : `  ${what} in ${Math.round(observation.timings.total)} ms`;
  return `${paintedVerdict(judgement.verdict, paint)}  ${paint('bold', monitor.name)}${answer}`;
}

function answered(target: Target, { http, steps = [] }: Observation): number | string | undefined {
  if (target.kind !== 'flow') return http?.status;
  const taken = target.steps.filter(({ name }) => steps.some(({ step }) => step === name)).length;
  return `${taken} of ${target.steps.length} steps`;
}

/** What an alert would begin with, if this goes on, and how to see the same by hand. */
function furtherLines(monitor: Monitor, { judgement, observation }: Check, paint: Paint): string[] {
  const { target, policy } = monitor;
  const asked = target.kind === 'flow' ? worstRequest(target, observation.steps ?? []) : target;
  const mentions = target.kind === 'flow' && asked?.kind === 'http' ? mentionTexts(target, asked) : [];
  const curl = asked && curlCommand(asked, policy.timeoutMs);
  const alert =
    judgement.verdict === 'down' && judgement.failure && alertOf(monitor, judgement.failure, observation.at);
  return [
    ...(alert ? [paint('dim', fillTo('alert', 12)) + subjectOf(alone(alert))] : []),
    ...(curl ? [paint('dim', fillTo('by hand', 12)) + curl] : []),
    ...mentions.map((mention) => paint('dim', `${fillTo('', 12)}${mention}`)),
  ];
}

/** The message that would go out if as many checks failed like this as the monitor's threshold says. */
function alertOf(monitor: Monitor, failure: Failure, at: number): Notification {
  const { id: monitorId, name: monitorName, policy, alert } = monitor;
  const incident = {
    id: incidentId(monitorId, at),
    monitorId,
    monitorName,
    severity: alert.severity,
    since: at,
    openedAt: at,
    checks: policy.failureThreshold,
    failure,
  };
  return { eventId: `${incident.id}/down`, kind: 'down', incident, monitor, at };
}

function facts(observation: Observation, paint: Paint): string[] {
  const { address, redirects, tlsVersion, certificate, dns, registration, at } = observation;
  const rows: [string, string][] = [];
  redirects.forEach((to, index) => {
    rows.push([index === 0 ? 'redirects' : '', `→ ${to}`]);
  });
  if (address) rows.push(['address', address]);
  if (tlsVersion) rows.push(['TLS', tlsVersion]);
  if (certificate) {
    const days = Math.floor((certificate.validTo - at) / DAY_MS);
    const until = isoSeconds(certificate.validTo).slice(0, 10);
    rows.push([
      'certificate',
      `${certificate.subject}, issued by ${certificate.issuer}, until ${until} (${days} days)`,
    ]);
  }
  dns?.answers.forEach((answer, index) => {
    rows.push([index === 0 ? 'answers' : '', plainText(answer)]);
  });
  if (registration) rows.push(['registered', `until ${utcText(registration.endsAt)}`]);
  return rows.map(([name, text]) => paint('dim', fillTo(name, 12)) + text);
}

function findingLine({ outcome, expected, found }: Finding, columns: number, paint: Paint): string {
  const [symbol, style] = OUTCOMES[outcome];
  const room = Math.max(20, Math.floor((columns - 4) * 0.6));
  const comparison = `${fillTo(expected, Math.min(room, 44))}  found ${found}`;
  return `${paint(style, symbol)} ${outcome === 'pass' ? cutTo(comparison, columns - 2) : `${expected}  found ${found}`}`;
}
