/** A check as JSON, for scripts. Fields are added, never renamed: `verdict`, `failure`, `timings` and `assertions` stay. */

import type { Judgement } from '../../shared/domain/checks/judgement.ts';
import type { Certificate, Observation } from '../../shared/domain/checks/observation.ts';
import { targetText } from '../../shared/domain/messages/target-text.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import type { Check } from '../../shared/tick/check-monitor.ts';
import type { RegionalCheck } from '../regions/ask-regions.ts';

/** Times are in milliseconds, instants are ISO 8601 in UTC. `now` serves where no probe got as far as to have an end. */
export function checkJson(monitor: Monitor, { observation, judgement }: Check, now: number): object {
  return {
    monitor: {
      id: monitor.id,
      name: monitor.name,
      kind: monitor.target.kind,
      target: targetText(monitor.target),
      url: monitor.target.kind === 'http' ? monitor.target.url : null,
    },
    checkedAt: isoSeconds(observation.at || now),
    ...lookJson(observation, judgement),
    answers: observation.dns?.answers ?? null,
    steps:
      observation.steps?.map((look) => ({ name: look.step, ...lookJson(look.observation, look.judgement) })) ?? null,
  };
}

/** One for each region; `trouble` says why nobody there could look, and is null where somebody has. */
export const regionsJson = (monitor: Monitor, checks: readonly RegionalCheck[], now: number): object[] =>
  checks.map((each) =>
    'check' in each
      ? { region: each.region, trouble: null, ...checkJson(monitor, each.check, now) }
      : { region: each.region, trouble: each.trouble },
  );

/** What a check and each step of a flow have in common. */
function lookJson(observation: Observation, { failure, findings, verdict }: Judgement): object {
  return {
    verdict,
    failure: failure ?? null,
    timings: observation.timings,
    assertions: findings.map(({ assertion, outcome, expected, found }) => ({
      subject: assertion.subject,
      effect: assertion.effect,
      outcome,
      expected,
      found,
    })),
    status: observation.http?.status ?? null,
    address: observation.address ?? null,
    redirects: observation.redirects,
    tlsVersion: observation.tlsVersion ?? null,
    certificate: observation.certificate ? certificateJson(observation.certificate) : null,
    answers: observation.dns?.answers ?? null,
    registeredUntil: observation.registration ? isoSeconds(observation.registration.endsAt) : null,
  };
}

function certificateJson({ validFrom, validTo, ...rest }: Certificate): object {
  return { ...rest, validFrom: isoSeconds(validFrom), validTo: isoSeconds(validTo) };
}
