/** One check, explained to a person: the verdict, where the time went, and what became of each expectation. */
import type { Finding } from '../../shared/domain/assertion.ts';
import { isoSeconds } from '../../shared/domain/calendar.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import type { Verdict } from '../../shared/domain/result.ts';
import type { Check } from '../../shared/tick/check-monitor.ts';
import { cutTo, fillTo } from './columns.ts';
import type { Paint, Style } from './paint.ts';
import { renderWaterfall } from './waterfall.ts';

const DAY_MS = 86_400_000;

const VERDICTS: Readonly<Record<Verdict, readonly [symbol: string, style: Style]>> = {
  up: ['●', 'green'],
  degraded: ['▲', 'yellow'],
  down: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

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
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index ? ['', ...lines] : lines));
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function verdictLine(monitor: Monitor, { observation, judgement }: Check, paint: Paint): string {
  const [symbol, style] = VERDICTS[judgement.verdict];
  const { http, timings } = observation;
  const answer = http ? `  ${http.status} in ${Math.round(timings.total)} ms` : '';
  return `${paint(style, `${symbol} ${judgement.verdict.toUpperCase()}`)}  ${paint('bold', monitor.name)}${answer}`;
}

function facts({ address, redirects, certificate, at }: Observation, paint: Paint): string[] {
  const rows: [string, string][] = [];
  redirects.forEach((to, index) => {
    rows.push([index === 0 ? 'redirects' : '', `→ ${to}`]);
  });
  if (address) rows.push(['address', address]);
  if (certificate) {
    const days = Math.floor((certificate.validTo - at) / DAY_MS);
    const until = isoSeconds(certificate.validTo).slice(0, 10);
    rows.push([
      'certificate',
      `${certificate.subject}, issued by ${certificate.issuer}, until ${until} (${days} days)`,
    ]);
  }
  return rows.map(([name, text]) => paint('dim', fillTo(name, 12)) + text);
}

function findingLine({ outcome, expected, found }: Finding, columns: number, paint: Paint): string {
  const [symbol, style] = OUTCOMES[outcome];
  const room = Math.max(20, Math.floor((columns - 4) * 0.6));
  const comparison = `${fillTo(expected, Math.min(room, 44))}  found ${found}`;
  return `${paint(style, symbol)} ${outcome === 'pass' ? cutTo(comparison, columns - 2) : `${expected}  found ${found}`}`;
}
