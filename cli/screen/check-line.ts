/** One check on one line, for a check that is repeated. */

import type { Observation } from '../../shared/domain/checks/observation.ts';
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import type { Check } from '../../shared/tick/check-monitor.ts';
import { fillTo } from './columns.ts';
import type { Paint } from './paint.ts';
import { paintedVerdict } from './verdict.ts';

/** `02:48:20  ● UP        12 ms  dns 1.2 · connect 0.8 · first byte 9.4`; the reason where there is one. */
export function renderCheckLine(at: number, { observation, judgement }: Check, paint: Paint): string {
  const time = paint('dim', isoSeconds(at).slice(11, 19));
  const total = fillTo(`${Math.round(observation.timings.total)} ms`, 9, 'right');
  const why = judgement.failure?.message ?? paint('dim', phasesText(observation));
  return `${time}  ${paintedVerdict(judgement.verdict, paint, 10)}${total}  ${why}`;
}

function phasesText({ timings, steps }: Observation): string {
  if (steps) return steps.map(({ step, observation }) => `${step} ${observation.timings.total.toFixed(1)}`).join(' · ');
  const { dns, connect, tls, firstByte, transfer } = timings;
  return Object.entries({ dns, connect, tls, 'first byte': firstByte, transfer })
    .flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${ms.toFixed(1)}`]))
    .join(' · ');
}
