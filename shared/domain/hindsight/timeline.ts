/** Everything that happened in an incident, in its order: what was seen, who was told, and what people did and said. */

import type { Step } from '../alerting/plan.ts';
import { acknowledgementOf, type Remark, type RemarkKind } from '../alerting/remark.ts';
import { type Incident, outageMs } from '../incident.ts';
import { seenText } from '../messages/particulars.ts';
import { plainText } from '../messages/plain-text.ts';
import { durationText } from '../time/calendar.ts';
import type { IncidentRecord, Told } from './incident-record.ts';

export type TimelineKind =
  | 'first_failure'
  | 'opened'
  | 'told'
  | 'escalated'
  | 'reminded'
  | 'undelivered'
  | RemarkKind
  | 'first_success'
  | 'recovered'
  | 'paused'
  | 'removed';

export interface TimelineEntry {
  /** In ms since the epoch. */
  readonly at: number;
  readonly kind: TimelineKind;
  /** One line, cleaned and capped. */
  readonly text: string;
  /** Who was told, and by which way: `monitor` for its own entry, else the id of a route. */
  readonly contactId?: string;
  readonly via?: string;
  readonly by?: string;
}

/** `plan` says by which way somebody was told, and after how long; without it that is left out. */
export function timelineOf(
  incident: IncidentRecord,
  remarks: readonly Remark[],
  plan: readonly Step[] = [],
): TimelineEntry[] {
  const entries = [
    ...beginningOf(incident),
    ...(incident.told ?? []).flatMap((told) => toldEntry(incident, told, plan)),
    ...remarks.map((remark) => remarkEntry(remark, remarks)),
    ...endOf(incident),
  ];
  // What happened at the same instant stays in the order of its making: seen, told, said, over.
  return entries.sort((a, b) => a.at - b.at);
}

function beginningOf({ since, openedAt, checks, failure, regions, flapping }: Incident): TimelineEntry[] {
  const seen = regions ? `; ${seenText(regions)}` : '';
  const again = flapping
    ? `, one of ${flapping.openings} outages within ${durationText(flapping.windowMs)}: it is flapping`
    : '';
  const count = checks === 1 ? '1 failed check' : `${checks} failed checks`;
  const reason = plainText(failure.message).replace(/\.$/, '');
  const opened: TimelineEntry = {
    at: openedAt,
    kind: 'opened',
    text: `confirmed by ${count}${again}: ${reason}${seen}`,
  };
  // Where the first failure is enough, there is nothing to tell apart.
  if (since === openedAt) return [opened];
  return [{ at: since, kind: 'first_failure', text: 'the first check that failed' }, opened];
}

function endOf(incident: Incident): TimelineEntry[] {
  const { closing } = incident;
  if (!closing) return [];
  const { reason, at, upSince } = closing;
  const duration = durationText(outageMs(incident, at));
  if (reason !== 'recovered') return [{ at, kind: reason, text: `the monitor was ${reason} while it was down` }];
  return [
    ...(upSince < at
      ? [{ at: upSince, kind: 'first_success', text: 'the first check that succeeded again' } as const]
      : []),
    { at, kind: 'recovered', text: `up again; it was down for ${duration}` },
  ];
}

const TOPICS = { down: 'DOWN', recovered: 'RECOVERED', closed: 'the end of watch', reminder: 'STILL DOWN' } as const;

function toldEntry(incident: Incident, told: Told, plan: readonly Step[]): TimelineEntry[] {
  const { contactId, topic, attempts, sentAt } = told;
  if (sentAt === undefined) return [];
  const tries = attempts > 1 ? `, at attempt ${attempts}` : '';
  const steps = plan.filter((step) => step.contactId === contactId);
  const via = steps[0]?.via;
  const of = { at: sentAt, contactId, ...(via !== undefined && { via }) };
  const [kind, ...rest] = topic.split('-');
  if (kind === 'undelivered') {
    const text = `${contactId} was told that ${rest.join('-')} cannot be reached${tries}`;
    return [{ ...of, kind: 'undelivered', text }];
  }
  const word = TOPICS[kind as keyof typeof TOPICS] ?? plainText(topic, 40);
  if (kind === 'reminder') return [{ ...of, kind: 'reminded', text: `${contactId} was told ${word}${tries}` }];
  const waitedMs = Math.min(...steps.map(({ afterMs }) => afterMs));
  if (kind === 'down' && waitedMs > 0 && Number.isFinite(waitedMs) && sentAt >= incident.openedAt + waitedMs) {
    const text = `${contactId} was told ${word}, since nobody had acknowledged it for ${durationText(waitedMs)}${tries}`;
    return [{ ...of, kind: 'escalated', text }];
  }
  return [{ ...of, kind: 'told', text: `${contactId} was told ${word}${tries}` }];
}

function remarkEntry({ kind, at, by, text }: Remark, remarks: readonly Remark[]): TimelineEntry {
  const who = plainText(by, 80);
  const words = plainText(text ?? '', LONGEST_TEXT[kind]);
  switch (kind) {
    case 'acknowledged': {
      const first = acknowledgementOf(remarks);
      const isFirst = first?.at === at && first.by === by;
      return { at, kind, by, text: `${who} is on it${isFirst ? '' : ' too'}${words ? `: ${words}` : ''}` };
    }
    case 'note':
      return { at, kind, by, text: `${who}: ${words}` };
    case 'postmortem':
      return { at, kind, by, text: `${who} linked the post-mortem: ${words}` };
  }
}

const LONGEST_TEXT: Readonly<Record<RemarkKind, number>> = { acknowledged: 500, note: 500, postmortem: 2048 };

/** The link to what was learnt; the last one counts. */
export const postmortemOf = (remarks: readonly Remark[]): string | undefined =>
  remarks
    .filter(({ kind, text }) => kind === 'postmortem' && text !== undefined)
    .sort((a, b) => a.at - b.at)
    .at(-1)?.text;

/** How long each thing took, in ms; absent is what has not happened. */
export interface Durations {
  /** From the first failed check to the first one that succeeded, or until now. */
  readonly downMs: number;
  /** From the first failed check until it was confirmed. */
  readonly confirmMs: number;
  /** From the confirmation until the first message was sent, and until the first acknowledgement. */
  readonly tellMs?: number;
  readonly acknowledgeMs?: number;
}

export function durationsOf(incident: IncidentRecord, remarks: readonly Remark[], now: number): Durations {
  const { since, openedAt, told = [] } = incident;
  const sent = told.flatMap(({ topic, sentAt }) => (topic === 'down' && sentAt !== undefined ? [sentAt] : []));
  const acknowledgement = acknowledgementOf(remarks);
  return {
    downMs: outageMs(incident, now),
    confirmMs: openedAt - since,
    ...(sent.length > 0 && { tellMs: Math.min(...sent) - openedAt }),
    ...(acknowledgement && { acknowledgeMs: acknowledgement.at - openedAt }),
  };
}
