/** One check, explained to a person: the verdict, where the time went, and what became of each expectation. */
import type { Finding } from '../../shared/domain/assertion.ts';
import { isoSeconds, utcText } from '../../shared/domain/calendar.ts';
import type { Failure } from '../../shared/domain/failure.ts';
import { incidentId } from '../../shared/domain/incident.ts';
import { subjectOf } from '../../shared/domain/message.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import { plainText } from '../../shared/domain/plain-text.ts';
import type { Check } from '../../shared/tick/check-monitor.ts';
import { cutTo, fillTo } from './columns.ts';
import { curlCommand } from './curl-command.ts';
import type { Paint, Style } from './paint.ts';
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
    observation.timings.total > 0
      ? indent(renderWaterfall(observation.timings, observation.redirects.length, columns - 2, paint))
      : [],
    indent(facts(observation, paint)),
    indent(judgement.findings.map((finding) => findingLine(finding, columns - 2, paint))),
    indent(furtherLines(monitor, check, paint)),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index ? ['', ...lines] : lines));
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function verdictLine(monitor: Monitor, { observation, judgement }: Check, paint: Paint): string {
  const { http, timings } = observation;
  const answer = http ? `  ${http.status} in ${Math.round(timings.total)} ms` : '';
  return `${paintedVerdict(judgement.verdict, paint)}  ${paint('bold', monitor.name)}${answer}`;
}

/** What an alert would begin with, if this goes on, and how to see the same by hand. */
function furtherLines(monitor: Monitor, { judgement, observation }: Check, paint: Paint): string[] {
  const curl = curlCommand(monitor.target, monitor.policy.timeoutMs);
  const alert =
    judgement.verdict === 'down' && judgement.failure && alertOf(monitor, judgement.failure, observation.at);
  return [
    ...(alert ? [paint('dim', fillTo('alert', 12)) + subjectOf(alert)] : []),
    ...(curl ? [paint('dim', fillTo('by hand', 12)) + curl] : []),
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
