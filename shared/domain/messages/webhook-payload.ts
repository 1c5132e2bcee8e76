/** What a webhook receives. A field is never taken away or given another meaning without a new `schemaVersion`. */

import type { Notification, NotificationKind } from '../alerting/notification.ts';
import type { FailureCode } from '../checks/failure.ts';
import type { Target } from '../checks/target.ts';
import { type ClosingReason, outageMs, severityClassOf } from '../incident.ts';
import type { Severity, SeverityClass } from '../monitor.ts';
import type { Sight } from '../quorum.ts';
import { isoSeconds } from '../time/calendar.ts';
import { fullName, headline } from './headline.ts';
import { plainText } from './plain-text.ts';
import { targetText } from './target-text.ts';

/** Every field is always present; null says that there is nothing to tell. Instants read 2026-11-22T00:44:10Z. */
export interface WebhookPayload {
  readonly schemaVersion: 1;
  /** Equal in all copies of a message: a receiver that has seen it may drop this one. */
  readonly eventId: string;
  readonly kind: NotificationKind;
  /** The first words of the message: "DOWN: Staff rota". */
  readonly summary: string;
  readonly monitor: {
    readonly id: string;
    readonly name: string;
    readonly group: string | null;
    readonly severity: Severity;
    readonly tags: readonly string[];
    /** What an outage means for people, and what to do about it. */
    readonly impact: string | null;
    readonly runbook: string | null;
    /** Null once the monitor is removed. Secret references are as written, unresolved. */
    readonly target: {
      readonly kind: Target['kind'];
      /** What is checked, on one line. */
      readonly text: string;
      /** Both null unless the kind is http. */
      readonly method: string | null;
      readonly url: string | null;
    } | null;
  };
  readonly incident: {
    readonly id: string;
    /** First failed check, and the failed check that confirmed the outage. */
    readonly since: string;
    readonly openedAt: string;
    /** Failed checks in a row when it was confirmed. */
    readonly checks: number;
    readonly severityClass: SeverityClass;
    /** What each region saw when it opened; null where there is one. */
    readonly regions: Readonly<Record<string, Sight>> | null;
    /** So many outages within that time; null where it is not flapping. */
    readonly flapping: { readonly openings: number; readonly windowSeconds: number } | null;
    readonly failure: {
      readonly code: FailureCode;
      readonly message: string;
      readonly expected: string | null;
      readonly found: string | null;
    };
    /** Instant that decided the end; null while it lasts. */
    readonly closedAt: string | null;
    readonly closingReason: ClosingReason | null;
    /** First successful check; null unless it recovered. */
    readonly upSince: string | null;
    /** From `since` to `upSince`, or to the end of watching; null while it lasts. */
    readonly durationSeconds: number | null;
  };
  /** Null until somebody says "I am on it". */
  readonly acknowledgement: { readonly at: string; readonly by: string; readonly note: string | null } | null;
  /** For so long nobody had, when this contact was told because of that. */
  readonly escalatedAfterSeconds: number | null;
  /** Who could not be told, and why; null unless the kind is undelivered. */
  readonly undelivered: { readonly contactId: string; readonly reason: string } | null;
  /** A signed link, good for a day. */
  readonly acknowledgeUrl: string | null;
  readonly statusUrl: string | null;
}

const MAX_URL = 2048;

export function webhookPayload(notification: Notification): WebhookPayload {
  const { eventId, kind, acknowledgeUrl, statusUrl } = notification;
  return {
    schemaVersion: 1,
    eventId: plainText(eventId),
    kind,
    summary: headline(notification, fullName(notification)),
    monitor: monitorPart(notification),
    incident: incidentPart(notification),
    ...peoplePart(notification),
    acknowledgeUrl: textOrNull(acknowledgeUrl, MAX_URL),
    statusUrl: textOrNull(statusUrl, MAX_URL),
  };
}

function monitorPart(notification: Notification): WebhookPayload['monitor'] {
  const { incident, monitor } = notification;
  const target = monitor?.target;
  return {
    id: plainText(incident.monitorId),
    name: fullName(notification),
    group: textOrNull(monitor?.group),
    severity: incident.severity,
    tags: (monitor?.tags ?? []).map((tag) => plainText(tag)),
    impact: textOrNull(monitor?.impact),
    runbook: textOrNull(monitor?.runbook, MAX_URL),
    target: target ? targetPart(target) : null,
  };
}

function targetPart(target: Target): NonNullable<WebhookPayload['monitor']['target']> {
  const request = target.kind === 'http' ? target : undefined;
  return {
    kind: target.kind,
    text: plainText(targetText(target), MAX_URL),
    method: textOrNull(request?.method),
    url: textOrNull(request?.url, MAX_URL),
  };
}

/** A `down` message says the same whenever it is sent, even when the incident has been closed in the meantime. */
function incidentPart({ kind, incident }: Notification): WebhookPayload['incident'] {
  const { failure, flapping } = incident;
  const closing = kind === 'down' ? undefined : incident.closing;
  return {
    id: plainText(incident.id),
    since: isoSeconds(incident.since),
    openedAt: isoSeconds(incident.openedAt),
    checks: incident.checks,
    severityClass: severityClassOf(incident),
    regions: incident.regions ?? null,
    flapping: flapping ? { openings: flapping.openings, windowSeconds: flapping.windowMs / 1000 } : null,
    failure: {
      code: failure.code,
      message: plainText(failure.message),
      expected: textOrNull(failure.expected),
      found: textOrNull(failure.found),
    },
    closedAt: closing ? isoSeconds(closing.at) : null,
    closingReason: closing?.reason ?? null,
    upSince: closing?.reason === 'recovered' ? isoSeconds(closing.upSince) : null,
    durationSeconds: closing ? Math.floor(outageMs(incident, closing.at) / 1000) : null,
  };
}

/** What people have done about it, or not. */
function peoplePart({ acknowledgement, escalatedAfterMs, undelivered }: Notification) {
  return {
    acknowledgement: acknowledgement
      ? {
          at: isoSeconds(acknowledgement.at),
          by: plainText(acknowledgement.by),
          note: textOrNull(acknowledgement.note),
        }
      : null,
    escalatedAfterSeconds: escalatedAfterMs === undefined ? null : Math.floor(escalatedAfterMs / 1000),
    undelivered: undelivered
      ? { contactId: plainText(undelivered.contactId), reason: plainText(undelivered.reason) }
      : null,
  };
}

const textOrNull = (text: string | undefined, maxCodePoints?: number): string | null =>
  text === undefined ? null : plainText(text, maxCodePoints);
